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
use function count;
use function in_array;
use function intdiv;
use function json_encode;
use function ltrim;
use function max;
use function strpos;
use function trim;

/** Answers `order` calls. */
final class HandwrittenOrder extends HandwrittenReader {

	private const ADDRESS = array( 'firstName', 'lastName', 'company', 'address1', 'address2', 'city', 'state', 'postcode', 'country', 'phone' );

	/** @var array[] */
	private $items = array();
	/** @var array[] */
	private $skipped = array();
	/** @var array */
	private $run = array();

	/** JSON text of the answer. */
	public static function answer( array $call ): string {
		$mapping = new self();
		$order   = $mapping->map_of( $call, 'order', '', true );
		$answer  = null === $order ? null : $mapping->order( $order );
		$issues  = $mapping->issues;
		$answer  = $answer ? array( 'mapped' => array( 'items' => array_map( array( self::class, 'text_of' ), $mapping->items ), 'skipped' => $mapping->skipped, 'issues' => $issues ) ) : array( 'refused' => array( 'issues' => $issues ) );
		return self::json( $answer );
	}

	/** An item as the core answers it. */
	private static function text_of( array $item ): array {
		return array( 'id' => $item['id'], 'type' => $item['type'], 'json' => self::json( $item ) );
	}

	private static function json( array $value ): string {
		return json_encode( $value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS | JSON_INVALID_UTF8_SUBSTITUTE );
	}

	private function order( array $call ): bool {
		$run      = $this->map_of( $call, 'run', '', true );
		$read_run = null === $run ? null : $this->run( $run );
		$order    = $this->map_of( $call, 'snapshot', '', true );
		if ( null === $order || null === $read_run ) {
			return false;
		}
		$this->run = $read_run;
		$id         = $this->id( $order, 'id', 'snapshot', true ) ?? '';
		$number     = $this->text( $order, 'number', 'snapshot' );
		$this->text( $order, 'orderKey', 'snapshot' );
		$status     = $this->text( $order, 'status', 'snapshot', true ) ?? '';
		$anonymized = $this->flag( $order, 'anonymized', 'snapshot' );
		$skip       = $this->skip_reason( $status );
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
		$cart           = $this->id( $order, 'cartId', 'snapshot', false );
		$buyer          = $this->buyer( $order );
		$owner          = null === $buyer ? 'order:' . $id : 'user:' . $buyer[0];
		$billing_map    = $this->map_of( $order, 'billing', 'snapshot', false );
		$billing        = $this->address( $billing_map, 'snapshot.billing' );
		$mark           = count( $this->issues );
		$billing_email  = null === $billing_map ? null : $this->email( $billing_map, 'snapshot.billing' );
		$contact        = $this->contact( $buyer, $billing_email );
		$no_email       = null === $contact && count( $this->issues ) === $mark;
		$shipping       = $this->address( $this->map_of( $order, 'shipping', 'snapshot', false ), 'snapshot.shipping' );
		$placed         = $this->moment( $order, 'createdAt', 'snapshot', true ) ?? 0;
		$modified       = $this->moment( $order, 'modifiedAt', 'snapshot' );
		$paid           = $this->moment( $order, 'paidAt', 'snapshot' );
		$completed      = $this->moment( $order, 'completedAt', 'snapshot' );
		$discount       = $this->cents( $order, 'discountTotal', 'snapshot' ) ?? 0;
		$shipping_cents = $this->cents( $order, 'shippingTotal', 'snapshot' ) ?? 0;
		$tax            = ( $this->cents( $order, 'totalTax', 'snapshot' ) ?? 0 ) + ( $this->cents( $order, 'shippingTax', 'snapshot' ) ?? 0 );
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
		$print     = $this->text( $order, 'fingerprint', 'snapshot' );
		$refunds   = $this->refunds( $order, $include_tax );
		$refunded  = $this->sum( 'refunds', array_column( $refunds, 'amount' ) );
		foreach ( $this->issues as $issue ) {
			if ( $issue['fatal'] ) {
				return true;
			}
		}
		if ( $anonymized ) {
			list( $contact, $no_email, $billing, $billing_email, $shipping, $cart, $coupons, $provider ) = array( null, false, null, null, null, null, array(), null );
			$this->skip( 'contact', 'order:' . $id, array( 'anonymized', 'anonymized in the store' ) );
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
					'cartId'             => $renewal ? null : $cart,
					'contact'            => $contact,
					'billingEmail'       => $billing_email,
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
					'transactionIds'     => $trashed ? null : $this->transaction_ids( $id, $paid, $total, $refunds ),
					'coupons'            => $coupons,
					'paymentMethod'      => $method,
					'paymentMethodTitle' => $title,
					'fingerprint'        => $print,
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

	/** The transactions that there are; null where they are not wanted. */
	private function transaction_ids( string $id, ?int $paid, int $total, array $refunds ): ?array {
		if ( ! $this->run['transactions'] ) {
			return null;
		}
		$ids = null !== $paid && $total > 0 ? array( 'payment:' . $id ) : array();
		foreach ( $refunds as $refund ) {
			if ( 0 !== $refund['amount'] && null !== $refund['made'] ) {
				$ids[] = 'refund:' . $refund['made'][0];
			}
		}
		return $ids;
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

	private function contact( ?array $buyer, ?string $email ): ?array {
		if ( null !== $buyer && null !== $buyer[1] ) {
			return array( 'id' => 'user:' . $buyer[0], 'email' => $buyer[1] );
		}
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
				'marketing' => array( 'email' => 'unknown', 'at' => null, 'source' => null, 'text' => null ),
				'billing'   => $billing,
				'shipping'  => $shipping,
				'createdAt' => $guest ? $this->time( $placed ) : null,
				'revenue'   => array(),
				'fingerprint' => null,
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
}
