<?php
/**
 * The mapping of an order call written by hand in PHP: what the core would be if the rules lived in PHP. For the
 * comparison in core.php only; it does the same checks and gives the same answer.
 */

declare(strict_types=1);

namespace Storewire\Bench;

// As in CoreHost.php: PHP compiles them without looking for functions of this namespace first.
use function abs;
use function array_column;
use function array_keys;
use function array_sum;
use function count;
use function floor;
use function gmdate;
use function in_array;
use function intdiv;
use function is_array;
use function is_bool;
use function is_float;
use function is_int;
use function is_string;
use function json_encode;
use function ltrim;
use function max;
use function preg_match;
use function range;
use function sprintf;
use function strlen;
use function strpos;
use function strtolower;
use function strtoupper;
use function substr;
use function trim;

/** Answers `order` calls. */
final class HandwrittenOrder {

	private const MAX_INT = 9007199254740991;
	private const ZERO_DECIMALS = array( 'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF' );
	private const THREE_DECIMALS = array( 'BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND' );
	private const ADDRESS = array( 'firstName', 'lastName', 'company', 'address1', 'address2', 'city', 'state', 'postcode', 'country', 'phone' );

	/** @var array[] */
	private $issues = array();
	/** @var array[] */
	private $items = array();
	/** @var array[] */
	private $skipped = array();
	/** @var int */
	private $exponent = 2;
	/** @var array */
	private $run = array();

	/** JSON text of the answer. */
	public static function answer( array $call ): string {
		$mapping = new self();
		$order   = $mapping->map_of( $call, 'order', '', true );
		$answer  = null === $order ? null : $mapping->order( $order );
		$issues  = $mapping->issues;
		$answer  = $answer ? array( 'mapped' => array( 'items' => $mapping->items, 'skipped' => $mapping->skipped, 'issues' => $issues ) ) : array( 'refused' => array( 'issues' => $issues ) );
		return json_encode( $answer, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS | JSON_INVALID_UTF8_SUBSTITUTE );
	}

	private function order( array $call ): bool {
		$run      = $this->map_of( $call, 'run', '', true );
		$read_run = null === $run ? null : $this->run( $run );
		$order    = $this->map_of( $call, 'snapshot', '', true );
		if ( null === $order || null === $read_run ) {
			return false;
		}
		$this->run = $read_run;
		$id        = $this->id( $order, 'id', 'snapshot', true ) ?? '';
		$number    = $this->text( $order, 'number', 'snapshot' );
		$status    = $this->text( $order, 'status', 'snapshot', true ) ?? '';
		$skip      = $this->skip_reason( $status );
		if ( null !== $skip ) {
			if ( '' !== $id ) {
				$this->skip( 'order', $id, $skip );
			}
			return true;
		}
		$currency       = $this->currency( $order ) ?? '';
		$exponent       = $this->exponent;
		$include_tax    = $this->flag( $order, 'pricesIncludeTax', 'snapshot' );
		$created_via    = $this->text( $order, 'createdVia', 'snapshot' );
		$renewal        = $this->flag( $order, 'renewal', 'snapshot' );
		$buyer          = $this->buyer( $order );
		$owner          = null === $buyer ? 'order:' . $id : 'user:' . $buyer[0];
		$billing_map    = $this->map_of( $order, 'billing', 'snapshot', false );
		$billing        = $this->address( $billing_map, 'snapshot.billing' );
		$mark           = count( $this->issues );
		$contact        = $this->contact( $buyer, $billing_map );
		$no_email       = null === $contact && count( $this->issues ) === $mark;
		$shipping       = $this->address( $this->map_of( $order, 'shipping', 'snapshot', false ), 'snapshot.shipping' );
		$placed         = $this->moment( $order, 'createdAt', 'snapshot', true ) ?? 0;
		$modified       = $this->moment( $order, 'modifiedAt', 'snapshot' );
		$paid           = $this->moment( $order, 'paidAt', 'snapshot' );
		$completed      = $this->moment( $order, 'completedAt', 'snapshot' );
		$discount       = $this->cents( $order, 'discountTotal', 'snapshot' ) ?? 0;
		$shipping_cents = $this->cents( $order, 'shippingTotal', 'snapshot' ) ?? 0;
		$tax            = $this->cents( $order, 'totalTax', 'snapshot' ) ?? 0;
		$total          = $this->cents( $order, 'total', 'snapshot', true ) ?? 0;
		$lines          = $this->lines( $this->list_of( $order, 'items', 'snapshot', true ), 'snapshot', $include_tax, false );
		$subtotal       = $this->sum( 'items', array_column( $lines, 'subtotalCents' ) );
		$fees           = array();
		foreach ( $this->list_of( $order, 'fees', 'snapshot', true ) as $index => $fee ) {
			$fees[] = $this->cents( array( $index => $fee ), $index, 'snapshot.fees', true ) ?? 0;
		}
		$fee_cents = $this->sum( 'fees', $fees );
		$coupons   = $this->texts( $order, 'coupons', 'snapshot', false );
		$method    = $this->text( $order, 'paymentMethod', 'snapshot' );
		$title     = $this->text( $order, 'paymentMethodTitle', 'snapshot' );
		$provider  = $this->text( $order, 'transactionId', 'snapshot' );
		$refunds   = $this->refunds( $order, $include_tax );
		$refunded  = $this->sum( 'refunds', array_column( $refunds, 'amount' ) );
		foreach ( $this->issues as $issue ) {
			if ( $issue['fatal'] ) {
				return true;
			}
		}
		$trashed = 'trash' === $status;
		if ( $this->run['orders'] ) {
			if ( ! $trashed ) {
				if ( null !== $contact ) {
					$this->contact_item( $contact, $billing, $shipping, $placed );
				} elseif ( $no_email ) {
					$this->skip( 'contact', $owner, array( 'no_email', 'no e-mail address' ) );
				}
			}
			$this->item(
				'order',
				$id,
				$modified,
				$trashed ? 'update' : 'upsert',
				array(
					'id'                 => $id,
					'number'             => $number ?? $id,
					'source'             => 'External',
					'subType'            => 'WooCommerce',
					'status'             => $this->status( $status ),
					'originalStatus'     => $status,
					'currency'           => $currency,
					'currencyExponent'   => $exponent,
					'pricesIncludeTax'   => $include_tax,
					'createdVia'         => $created_via,
					'isRenewal'          => $renewal,
					'contact'            => $contact,
					'billing'            => $billing,
					'shipping'           => $shipping,
					'placedAt'           => $this->time( $placed ),
					'modifiedAt'         => $this->time( $modified ),
					'paidAt'             => $this->time( $paid ),
					'completedAt'        => $this->time( $completed ),
					'lineItems'          => $lines,
					'subtotalCents'      => $subtotal,
					'discountCents'      => $discount,
					'shippingCents'      => $shipping_cents,
					'feeCents'           => $fee_cents,
					'taxCents'           => $tax,
					'totalCents'         => $total,
					'refundedCents'      => $refunded,
					'coupons'            => $coupons,
					'paymentMethod'      => $method,
					'paymentMethodTitle' => $title,
				)
			);
		}
		if ( $this->run['transactions'] && ! $trashed ) {
			$shared = array(
				'orderId'            => $id,
				'currency'           => $currency,
				'paymentMethod'      => $method,
				'paymentMethodTitle' => $title,
			);
			if ( null !== $paid && $total <= 0 ) {
				$this->skip( 'transaction', 'payment:' . $id, array( 'amount_zero', 'amount is zero' ) );
			} elseif ( null !== $paid ) {
				$this->transaction( $shared, 'payment', 'payment:' . $id, $modified, false, $total, $provider, null, $paid, array() );
			}
			$given_back = 0;
			foreach ( $refunds as $refund ) {
				$given_back += $refund['amount'];
				if ( null === $refund['made'] ) {
					continue;
				}
				list( $refund_id, $created, $refund_lines ) = $refund['made'];
				if ( 0 === $refund['amount'] ) {
					$this->skip( 'transaction', 'refund:' . $refund_id, array( 'amount_zero', 'amount is zero' ) );
					continue;
				}
				$this->transaction( $shared, 'refund', 'refund:' . $refund_id, $modified, $given_back >= $total, $refund['amount'], null, $refund['reason'], $created, $refund_lines );
			}
		}
		return true;
	}

	private function run( array $run ): ?array {
		$revision = $this->id( $run, 'revision', 'run', true );
		$read_at  = $this->int( $run, 'readAt', 'run', true );
		if ( null !== $read_at && ( $read_at < -62135596800000 || $read_at > 253402300799999 ) ) {
			$this->issue( 'time_invalid', 'run.readAt', 'This moment lies before year 1 or after year 9999.', true );
			$read_at = null;
		}
		$wanted = array();
		foreach ( array( 'contacts', 'orders', 'transactions', 'products' ) as $kind ) {
			$wanted[ $kind ] = $this->flag( $run, $kind, 'run' );
		}
		return null === $revision || null === $read_at ? null : $wanted + array(
			'revision' => $revision,
			'readAt'   => $this->time( intdiv( $read_at - ( ( $read_at % 1000 ) + 1000 ) % 1000, 1000 ), ( ( $read_at % 1000 ) + 1000 ) % 1000 ),
		);
	}

	private function buyer( array $order ): ?array {
		$buyer = $this->map_of( $order, 'customer', 'snapshot', false );
		if ( null === $buyer ) {
			return null;
		}
		$user = $this->id( $buyer, 'id', 'snapshot.customer', false );
		if ( null === $user ) {
			return null;
		}
		$roles = $this->texts( $buyer, 'roles', 'snapshot.customer', false );
		if ( ! in_array( 'customer', $roles, true ) && ! in_array( 'subscriber', $roles, true ) ) {
			return null;
		}
		return array( $user, $this->email( $buyer, 'snapshot.customer' ) );
	}

	private function contact( ?array $buyer, ?array $billing ): ?array {
		if ( null !== $buyer && null !== $buyer[1] ) {
			return array( 'id' => 'user:' . $buyer[0], 'email' => $buyer[1] );
		}
		$email = null === $billing ? null : $this->email( $billing, 'snapshot.billing' );
		if ( null === $email ) {
			return null;
		}
		return array( 'id' => null === $buyer ? 'guest:' . $email : 'user:' . $buyer[0], 'email' => $email );
	}

	private function contact_item( array $contact, ?array $billing, ?array $shipping, int $placed ): void {
		$guest         = 0 === strpos( $contact['id'], 'guest' );
		$this->items[] = array(
			'id'         => 'contact:' . $contact['id'],
			'type'       => 'contact',
			'mode'       => 'create',
			'occurredAt' => $this->run['readAt'],
			'data'       => array(
				'id'        => $contact['id'],
				'kind'      => $guest ? 'guest' : 'registered',
				'email'     => $contact['email'],
				'firstName' => $billing['firstName'] ?? null,
				'lastName'  => $billing['lastName'] ?? null,
				'phone'     => $billing['phone'] ?? null,
				'company'   => $billing['company'] ?? null,
				'locale'    => null,
				'billing'   => $billing,
				'shipping'  => $shipping,
				'createdAt' => $guest ? $this->time( $placed ) : null,
				'revenue'   => array(),
			),
		);
	}

	private function transaction( array $shared, string $kind, string $object, ?int $modified, bool $full, int $amount, ?string $provider, ?string $reason, int $moved, array $lines ): void {
		$this->item(
			'transaction',
			$object,
			$modified,
			'upsert',
			array(
				'id'                    => $object,
				'orderId'               => $shared['orderId'],
				'kind'                  => $kind,
				'full'                  => $full,
				'currency'              => $shared['currency'],
				'currencyExponent'      => $this->exponent,
				'amountCents'           => $amount,
				'paymentMethod'         => $shared['paymentMethod'],
				'paymentMethodTitle'    => $shared['paymentMethodTitle'],
				'providerTransactionId' => $provider,
				'reason'                => $reason,
				'movedAt'               => $this->time( $moved ),
				'lineItems'             => $lines,
			)
		);
	}

	private function item( string $type, string $object, ?int $modified, string $mode, array $data ): void {
		$this->items[] = array(
			'id'         => $type . ':' . $object . ':' . $this->run['revision'] . ( null === $modified ? '' : ':' . $modified ),
			'type'       => $type,
			'mode'       => $mode,
			'occurredAt' => $this->run['readAt'],
			'data'       => $data,
		);
	}

	private function skip( string $type, string $id, array $reason ): void {
		$this->skipped[] = array( 'type' => $type, 'id' => $id, 'reason' => $reason[0], 'text' => $reason[1] );
	}

	private function skip_reason( string $status ): ?array {
		if ( in_array( $status, array( 'draft', 'auto-draft', 'checkout-draft', 'new' ), true ) ) {
			return array( 'draft', 'draft' );
		}
		if ( ! $this->run['orders'] && ! $this->run['transactions'] ) {
			return array( 'switched_off', 'switched off' );
		}
		return 'trash' === $status && ! $this->run['orders'] ? array( 'trash', 'in the trash' ) : null;
	}

	private function status( string $status ): string {
		switch ( $status ) {
			case 'completed':
			case 'refunded':
				return 'Completed';
			case 'cancelled':
			case 'failed':
			case 'trash':
				return 'Cancelled';
			default:
				return 'Pending';
		}
	}

	private function address( ?array $map, string $path ): ?array {
		if ( null === $map ) {
			return null;
		}
		$address = array();
		$known   = false;
		foreach ( self::ADDRESS as $part ) {
			$address[ $part ] = $this->text( $map, $part, $path );
			$known            = $known || null !== $address[ $part ];
		}
		return $known ? $address : null;
	}

	private function lines( array $list, string $path, bool $include_tax, bool $negated ): array {
		$lines = array();
		foreach ( $list as $index => $element ) {
			$at   = $path . '.items[' . $index . ']';
			$line = $this->map( $element, $at, true );
			$line = null === $line ? null : $this->line( $line, $at, $include_tax, $negated );
			if ( null !== $line ) {
				$lines[] = $line;
			}
		}
		return $lines;
	}

	private function line( array $line, string $path, bool $include_tax, bool $negated ): ?array {
		$id        = $this->id( $line, 'id', $path, true );
		$product   = $this->id( $line, 'productId', $path, false ) ?? '0';
		$variation = $this->id( $line, 'variationId', $path, false );
		$title     = $this->text( $line, 'name', $path ) ?? '';
		$sku       = $this->text( $line, 'sku', $path );
		$written   = $this->text( $line, 'quantity', $path, true );
		$quantity  = ( null === $written ? null : $this->decimal( $written, $path . '.quantity' ) ) ?? array( 1, 0 );
		if ( $negated ) {
			$quantity[0] = abs( $quantity[0] );
		}
		if ( $quantity[0] < 0 ) {
			$this->issue( 'amount_negative', $path . '.quantity', 'This cannot be negative.', true );
		}
		$units    = $this->minor( $quantity, 0, $path . '.quantity' ) ?? 0;
		$subtotal = $this->amount( $line, 'subtotal', $path, false, $negated );
		$total    = $this->amount( $line, 'total', $path, true, $negated ) ?? array( 0, 0 );
		$tax      = $this->amount( $line, 'totalTax', $path, false, $negated ) ?? array( 0, 0 );

		$subtotal_cents = $this->minor( $subtotal ?? $total, $this->exponent, $path . '.subtotal' );
		$total_cents    = $this->minor( $total, $this->exponent, $path . '.total' );
		$tax_cents      = $this->minor( $tax, $this->exponent, $path . '.totalTax' );
		$price          = $this->unit_price( $total, $include_tax ? $tax : array( 0, 0 ), $quantity, $path . '.total' );
		if ( null === $subtotal_cents || null === $total_cents || null === $price || null === $id || null === $tax_cents ) {
			return null;
		}
		$whole = 0 === $quantity[1] || 0 === $quantity[0] % 10 ** $quantity[1];
		return array(
			'provider'          => 'woocommerce',
			'providerProductId' => $product,
			'providerVariantId' => null === $variation || '0' === $variation ? $product : $variation,
			'title'             => $title,
			'quantity'          => 0 === $quantity[0] ? 0 : max( 1, $units ),
			'priceCents'        => $price,
			'id'                => $id,
			'sku'               => $sku,
			'quantityDecimal'   => $whole ? null : ltrim( trim( $written ), '-+' ),
			'subtotalCents'     => $subtotal_cents,
			'discountCents'     => $subtotal_cents - $total_cents,
			'taxCents'          => $tax_cents,
			'totalCents'        => $total_cents,
		);
	}

	private function refunds( array $order, bool $include_tax ): array {
		$refunds = array();
		foreach ( $this->list_of( $order, 'refunds', 'snapshot', true ) as $index => $element ) {
			$path   = 'snapshot.refunds[' . $index . ']';
			$refund = $this->map( $element, $path, true );
			if ( null === $refund ) {
				continue;
			}
			$mark = count( $this->issues );
			$id   = $this->id( $refund, 'id', $path, true );
			$this->contain( $mark );
			$amount = $this->cents( $refund, 'amount', $path, true );
			if ( null !== $amount && $amount < 0 ) {
				$this->issue( 'amount_negative', $path . '.amount', 'This cannot be negative.', true );
			}
			$mark    = count( $this->issues );
			$reason  = $this->text( $refund, 'reason', $path );
			$created = $this->moment( $refund, 'createdAt', $path, true );
			$lines   = $this->lines( $this->list_of( $refund, 'items', $path, true ), $path, $include_tax, true );
			$faulty  = $this->contain( $mark );
			if ( null !== $amount ) {
				$made      = null === $id || null === $created || $faulty ? null : array( $id, $created, $lines );
				$refunds[] = array( 'amount' => $amount, 'reason' => $reason, 'made' => $made );
			}
		}
		return $refunds;
	}

	private function contain( int $mark ): bool {
		$contained = false;
		for ( $at = $mark, $end = count( $this->issues ); $at < $end; $at++ ) {
			$contained                     = $contained || $this->issues[ $at ]['fatal'];
			$this->issues[ $at ]['fatal'] = false;
		}
		return $contained;
	}

	private function issue( string $code, string $path, string $message, bool $fatal ): void {
		$this->issues[] = array( 'code' => $code, 'path' => $path, 'message' => $message, 'fatal' => $fatal );
	}

	/** A path, whose last part is a key or an index. */
	private static function path( string $path, $name ): string {
		return is_int( $name ) ? $path . '[' . $name . ']' : ( '' === $path ? $name : $path . '.' . $name );
	}

	private function missing( string $path ): void {
		$this->issue( 'missing', $path, 'This is needed, but it is missing.', true );
	}

	private function wrong( string $path, string $kind, bool $fatal ): void {
		$this->issue( 'wrong_kind', $path, "This must be $kind.", $fatal );
	}

	private function map_of( array $from, $name, string $path, bool $required ): ?array {
		return $this->map( $from[ $name ] ?? null, self::path( $path, $name ), $required );
	}

	private function map( $value, string $path, bool $required ): ?array {
		if ( is_array( $value ) && ( array() === $value || ! isset( $value[0] ) ) ) {
			return $value;
		}
		if ( null !== $value ) {
			$this->wrong( $path, 'a map', $required );
		} elseif ( $required ) {
			$this->missing( $path );
		}
		return null;
	}

	private function list_of( array $from, string $name, string $path, bool $needed ): array {
		$value = $from[ $name ] ?? array();
		if ( is_array( $value ) && ( array() === $value || array_keys( $value ) === range( 0, count( $value ) - 1 ) ) ) {
			return $value;
		}
		$this->wrong( self::path( $path, $name ), 'a list', $needed );
		return array();
	}

	private function text( array $from, $name, string $path, bool $required = false, bool $sound = false ): ?string {
		$value = $from[ $name ] ?? null;
		if ( is_string( $value ) ) {
			if ( '' !== trim( $value, "\0..\x20" ) ) {
				return $value;
			}
		} elseif ( null !== $value ) {
			$this->wrong( self::path( $path, $name ), 'a text', $required || $sound );
			return null;
		}
		if ( $required ) {
			$this->missing( self::path( $path, $name ) );
		}
		return null;
	}

	private function texts( array $from, string $name, string $path, bool $needed ): array {
		$texts = array();
		foreach ( $this->list_of( $from, $name, $path, $needed ) as $index => $element ) {
			$text = $this->text( array( $index => $element ), $index, $path . '.' . $name );
			if ( null !== $text ) {
				$texts[] = $text;
			}
		}
		return $texts;
	}

	private function id( array $from, string $name, string $path, bool $required ): ?string {
		$text = $this->text( $from, $name, $path, $required );
		if ( null === $text || preg_match( '/^[A-Za-z0-9_-]{1,64}$/D', $text ) ) {
			return $text;
		}
		$this->issue( 'id_invalid', self::path( $path, $name ), 'This is not an id: 1 to 64 letters, digits, hyphens and underscores.', $required );
		return null;
	}

	private function email( array $from, string $path ): ?string {
		$text = $this->text( $from, 'email', $path );
		if ( null === $text ) {
			return null;
		}
		$email = trim( $text, " \t\n\r\x0C" );
		$label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
		if ( strlen( $email ) <= 254 && preg_match( "/^[A-Za-z0-9.!#\$%&'*+\\/=?^_`{|}~-]{1,64}@$label(?:\\.$label)+\$/D", $email ) ) {
			return strtolower( $email );
		}
		$this->issue( 'email_invalid', self::path( $path, 'email' ), 'This is not an e-mail address.', false );
		return null;
	}

	private function currency( array $order ): ?string {
		$text = $this->text( $order, 'currency', 'snapshot', true );
		if ( null === $text ) {
			return null;
		}
		$code = strtoupper( trim( $text, " \t\n\r\x0C" ) );
		if ( ! preg_match( '/^[A-Z]{3}$/D', $code ) ) {
			$this->issue( 'currency_invalid', 'snapshot.currency', 'This is not a currency code of three letters.', true );
			return null;
		}
		if ( in_array( $code, self::ZERO_DECIMALS, true ) ) {
			$this->exponent = 0;
		} elseif ( in_array( $code, self::THREE_DECIMALS, true ) ) {
			$this->exponent = 3;
		} elseif ( 'CLF' === $code || 'UYW' === $code ) {
			$this->exponent = 4;
		}
		return $code;
	}

	private function flag( array $from, string $name, string $path ): bool {
		$value = $from[ $name ] ?? false;
		if ( ! is_bool( $value ) ) {
			$this->wrong( self::path( $path, $name ), 'true or false', false );
			return false;
		}
		return $value;
	}

	private function int( array $from, string $name, string $path, bool $required ): ?int {
		$value = $from[ $name ] ?? null;
		if ( is_float( $value ) && floor( $value ) === $value && abs( $value ) <= self::MAX_INT ) {
			$value = (int) $value;
		}
		if ( is_int( $value ) && $value <= self::MAX_INT && $value >= -self::MAX_INT ) {
			return $value;
		}
		if ( null !== $value ) {
			$this->wrong( self::path( $path, $name ), 'a whole number', $required );
		} elseif ( $required ) {
			$this->missing( self::path( $path, $name ) );
		}
		return null;
	}

	private function moment( array $from, string $name, string $path, bool $required = false ): ?int {
		$seconds = $this->int( $from, $name, $path, $required );
		if ( null !== $seconds && ( $seconds < -62135596800 || $seconds > 253402300799 ) ) {
			$this->issue( 'time_invalid', self::path( $path, $name ), 'This moment lies before year 1 or after year 9999.', $required );
			return null;
		}
		return $seconds;
	}

	private function time( ?int $seconds, int $millis = 0 ): ?string {
		return null === $seconds ? null : gmdate( 'Y-m-d\TH:i:s', $seconds ) . sprintf( '.%03dZ', $millis );
	}

	private function cents( array $from, $name, string $path, bool $required = false ): ?int {
		$text = $this->text( $from, $name, $path, $required, true );
		if ( null === $text ) {
			return null;
		}
		$path    = self::path( $path, $name );
		$decimal = $this->decimal( $text, $path );
		return null === $decimal ? null : $this->minor( $decimal, $this->exponent, $path );
	}

	private function amount( array $line, string $name, string $path, bool $required, bool $negated ): ?array {
		$text    = $this->text( $line, $name, $path, $required, true );
		$decimal = null === $text ? null : $this->decimal( $text, $path . '.' . $name );
		if ( $negated && null !== $decimal ) {
			$decimal[0] = abs( $decimal[0] );
		}
		return $decimal;
	}

	/** Digits and places, as integers. */
	private function decimal( string $text, string $path ): ?array {
		if ( ! preg_match( '/^([+-]?)(?=[.]?[0-9])([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$/D', trim( $text, " \t\n\r\x0C" ), $parts ) ) {
			$this->issue( 'amount_invalid', $path, 'This is not a decimal number such as 731.07.', true );
			return null;
		}
		$whole  = ltrim( $parts[2], '0' );
		$places = substr( $parts[3], 0, max( 0, 18 - strlen( $whole ) ) );
		if ( strlen( $whole ) > 18 ) {
			$this->too_large( $path );
			return null;
		}
		$units = (int) ( $whole . $places );
		$power = strlen( $places ) - (int) ( $parts[4] ?? 0 );
		if ( $power < 0 ) {
			if ( strlen( (string) $units ) - $power > 18 ) {
				$this->too_large( $path );
				return null;
			}
			$units *= 10 ** -$power;
			$power  = 0;
		} elseif ( $power > 18 ) {
			$units = 0;
			$power = 0;
		}
		return array( '-' === $parts[1] ? -$units : $units, $power );
	}

	private function too_large( string $path ): void {
		$this->issue( 'amount_too_large', $path, 'This amount is larger than can be counted exactly.', true );
	}

	private function minor( array $decimal, int $exponent, string $path ): ?int {
		list( $units, $places ) = $decimal;
		$minor = $places <= $exponent ? $units * 10 ** ( $exponent - $places ) : self::rounded( $units, 10 ** ( $places - $exponent ) );
		if ( ! is_int( $minor ) || $minor > self::MAX_INT || $minor < -self::MAX_INT ) {
			$this->too_large( $path );
			return null;
		}
		return $minor;
	}

	private function unit_price( array $total, array $tax, array $quantity, string $path ): ?int {
		$places = max( $total[1], $tax[1] );
		$line   = $total[0] * 10 ** ( $places - $total[1] ) + $tax[0] * 10 ** ( $places - $tax[1] );
		if ( ( 1 === $quantity[0] && 0 === $quantity[1] ) || 0 === $quantity[0] ) {
			return is_int( $line ) ? $this->minor( array( $line, $places ), $this->exponent, $path ) : null;
		}
		$zeros    = $this->exponent + $quantity[1] - $places;
		$dividend = $zeros >= 0 ? $line * 10 ** $zeros : $line;
		$divisor  = $zeros >= 0 ? $quantity[0] : $quantity[0] * 10 ** -$zeros;
		$price    = is_int( $dividend ) && is_int( $divisor ) ? self::rounded( $dividend, $divisor ) : null;
		if ( null === $price || $price > self::MAX_INT || $price < -self::MAX_INT ) {
			$this->too_large( $path );
			return null;
		}
		return $price;
	}

	/** Half away from zero. */
	private static function rounded( int $dividend, int $divisor ): int {
		$quotient = intdiv( $dividend, $divisor );
		$rest     = abs( $dividend - $quotient * $divisor );
		if ( $rest < abs( $divisor ) - $rest ) {
			return $quotient;
		}
		return ( $dividend < 0 ) === ( $divisor < 0 ) ? $quotient + 1 : $quotient - 1;
	}

	private function sum( string $name, array $amounts ): int {
		$sum = array_sum( $amounts );
		if ( ! is_int( $sum ) || $sum > self::MAX_INT || $sum < -self::MAX_INT ) {
			$this->too_large( 'snapshot.' . $name );
			return 0;
		}
		return $sum;
	}
}
