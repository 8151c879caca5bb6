<?php
/**
 * Reads users.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

/**
 * Users with the addresses that WooCommerce keeps in their meta data.
 */
final class CustomerReader {

	/**
	 * Reads users.
	 *
	 * @param int[] $ids User ids.
	 */
	public static function read( array $ids ): SnapshotBatch {
		$revenue = OrderQueries::revenue( $ids );
		$prints  = Fingerprints::contacts( $ids, $revenue );
		$batch   = new SnapshotBatch();
		cache_users( $ids );
		foreach ( $ids as $id ) {
			$batch->read(
				$id,
				static function () use ( $id, $revenue, $prints, $batch ): ?array {
					$user = get_userdata( $id );
					if ( ! $user instanceof \WP_User ) {
						return null;
					}
					$batch->consents[ $id ] = ShopperConsent::of_record( $user );
					return self::customer( $user, $revenue[ $id ] ?? array() ) + array( 'fingerprint' => $prints->value( $id ) );
				}
			);
		}
		return $batch;
	}

	/**
	 * The users that orders belong to, by id; those that were deleted are missing.
	 *
	 * @param int[] $ids User ids.
	 * @return array<int,array<string,mixed>>
	 */
	public static function buyers( array $ids ): array {
		$ids    = array_unique( array_filter( $ids ) );
		$buyers = array();
		cache_users( $ids );
		foreach ( $ids as $id ) {
			$user = get_userdata( $id );
			if ( $user instanceof \WP_User ) {
				$buyers[ $id ] = array(
					'id'    => (string) $id,
					'roles' => array_values( $user->roles ),
					'email' => $user->user_email,
				);
			}
		}
		return $buyers;
	}

	/**
	 * One user.
	 *
	 * @param \WP_User                        $user    The user.
	 * @param array<int,array<string,mixed>> $revenue Sums of the user's orders.
	 * @return array<string,mixed>
	 */
	private static function customer( \WP_User $user, array $revenue ): array {
		$registered = strtotime( $user->user_registered . ' UTC' );
		$changed    = get_user_meta( $user->ID, 'last_update', true );
		return array(
			'id'         => (string) $user->ID,
			'email'      => $user->user_email,
			'roles'      => array_values( $user->roles ),
			'firstName'  => SnapshotValue::text( get_user_meta( $user->ID, 'first_name', true ) ),
			'lastName'   => SnapshotValue::text( get_user_meta( $user->ID, 'last_name', true ) ),
			'locale'     => get_user_locale( $user ),
			'billing'    => self::address( $user->ID, 'billing' ),
			'shipping'   => self::address( $user->ID, 'shipping' ),
			'createdAt'  => false === $registered ? null : $registered,
			'modifiedAt' => is_numeric( $changed ) ? (int) $changed : null,
			'revenue'    => $revenue,
		);
	}

	/**
	 * One of a user's addresses.
	 *
	 * @param int    $user User id.
	 * @param string $kind `billing` or `shipping`.
	 * @return array<string,string|null>
	 */
	private static function address( int $user, string $kind ): array {
		$address = array();
		foreach ( OrderReader::ADDRESS as $field => $key ) {
			$address[ $key ] = SnapshotValue::text( get_user_meta( $user, $kind . '_' . $field, true ) );
		}
		return $address;
	}
}
