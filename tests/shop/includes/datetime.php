<?php
/**
 * Moments in the site's time zone.
 *
 * @package StandInShop
 */

/**
 * A moment that knows the site's offset, even where the site is set to "UTC+2" and not to a city.
 */
class WC_DateTime extends DateTime {

	/** @var int Seconds; 0 where a time zone is set instead. */
	protected $utc_offset = 0;

	/** @return string */
	public function __toString() {
		return $this->format( DATE_ATOM );
	}

	/** @param int|float $offset Seconds. */
	public function set_utc_offset( $offset ) {
		$this->utc_offset = (int) $offset;
	}

	/** @return int */
	#[\ReturnTypeWillChange]
	public function getOffset() {
		return $this->utc_offset ? $this->utc_offset : parent::getOffset();
	}

	/** @return static */
	#[\ReturnTypeWillChange]
	public function setTimezone( $timezone ) {
		$this->utc_offset = 0;
		return parent::setTimezone( $timezone );
	}

	/** @return int Seconds since 1970, moved by the site's offset. */
	public function getOffsetTimestamp() {
		return $this->getTimestamp() + $this->getOffset();
	}

	/** @return string The moment in the site's time. */
	public function date( $format ) {
		return gmdate( $format, $this->getOffsetTimestamp() );
	}
}

/**
 * @param WC_DateTime|int|string|null $value A moment, seconds since 1970 UTC, or a text: ISO 8601 with a zone, else the site's time.
 * @return WC_DateTime|null Null for nothing.
 */
function stand_in_moment( $value ) {
	if ( empty( $value ) || '0000-00-00 00:00:00' === $value ) {
		return null;
	}
	if ( $value instanceof WC_DateTime ) {
		$moment = $value;
	} elseif ( is_numeric( $value ) ) {
		$moment = new WC_DateTime( '@' . (int) $value );
	} elseif ( preg_match( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/', $value ) ) {
		$moment = new WC_DateTime( '@' . strtotime( $value ) );
	} else {
		$moment = new WC_DateTime( '@' . strtotime( get_gmt_from_date( gmdate( 'Y-m-d H:i:s', strtotime( $value . ' UTC' ) ) ) . ' UTC' ) );
	}
	if ( get_option( 'timezone_string' ) ) {
		$moment->setTimezone( wp_timezone() );
	} else {
		$moment->set_utc_offset( (float) get_option( 'gmt_offset', 0 ) * HOUR_IN_SECONDS );
	}
	return $moment;
}

/** @return int Seconds since 1970 of a UTC text; 0 for an empty one. */
function stand_in_utc( $text ) {
	return $text && '0000-00-00 00:00:00' !== $text ? (int) strtotime( $text . ' UTC' ) : 0;
}
