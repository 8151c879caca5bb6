<?php
/**
 * Contacts: S1, S2, S3, S11.
 */

declare(strict_types=1);

namespace Storewire\Lab\Predict;

/** Users who are customers or subscribers, and guests. */
final class Contacts {

	private const IS_CONTACT = "(r.meta_value LIKE '%\"customer\"%' OR r.meta_value LIKE '%\"subscriber\"%')";

	private Tables $tables;
	private Orders $orders;

	public function __construct( Tables $tables, Orders $orders ) {
		$this->tables = $tables;
		$this->orders = $orders;
	}

	/** @return array<string,array<string,mixed>> */
	public function all(): array {
		$contacts = $this->registered();
		$known    = array_column( $contacts, 'id', 'email' );
		// S2: the first order makes the guest; S3: so does an order by a user who is no contact.
		foreach ( $this->orders->buyers() as $buyer ) {
			if ( null !== $buyer['email'] && ! isset( $known[ $buyer['email'] ] ) && ! isset( $contacts[ $buyer['contact'] ] ) ) {
				$known[ $buyer['email'] ] = $buyer['contact'];
				$contacts[ $buyer['contact'] ] = array(
					'id'        => $buyer['contact'],
					// F20: an account without an address is made by its order.
					'kind'      => 0 === strpos( $buyer['contact'], 'user:' ) ? 'registered' : 'guest',
					'email'     => $buyer['email'],
					'firstName' => $buyer['first_name'],
					'lastName'  => $buyer['last_name'],
					'phone'     => $buyer['phone'],
					'company'   => $buyer['company'],
					'createdAt' => 0 === strpos( $buyer['contact'], 'user:' ) ? null : $buyer['placed'],
					'revenue'   => array(),
				);
			}
		}
		return $contacts;
	}

	/** @return array<string,int> */
	public function skipped(): array {
		global $wpdb;
		$none = $this->tables->rows(
			"SELECT COUNT(*) AS n FROM $wpdb->users u
			WHERE NOT EXISTS (SELECT 1 FROM $wpdb->usermeta r WHERE r.user_id = u.ID AND r.meta_key = '{$wpdb->prefix}capabilities' AND " . self::IS_CONTACT . ')'
		);
		return array( 'role' => (int) $none[0]['n'], 'no_email' => count( $this->everybody() ) - count( $this->registered() ) );
	}

	/** @return array<string,array<string,mixed>> Accounts of which an address is known, the billing address' at least. */
	private function registered(): array {
		return array_filter( $this->everybody(), static fn( array $contact ): bool => null !== $contact['email'] );
	}

	/** @return array<string,array<string,mixed>> */
	private function everybody(): array {
		global $wpdb;
		$meta = static function ( string $key ) use ( $wpdb ): string {
			return Tables::text( "(SELECT meta_value FROM $wpdb->usermeta WHERE user_id = u.ID AND meta_key = '$key' LIMIT 1)" );
		};
		$rows = $this->tables->rows(
			"SELECT u.ID AS id, COALESCE(" . Tables::email( 'u.user_email' ) . ', ' . Tables::email( $meta( 'billing_email' ) ) . ") AS email, COALESCE({$meta( 'first_name' )}, {$meta( 'billing_first_name' )}) AS first_name,
				COALESCE({$meta( 'last_name' )}, {$meta( 'billing_last_name' )}) AS last_name, {$meta( 'billing_phone' )} AS phone,
				{$meta( 'billing_company' )} AS company, " . Tables::moment( 'u.user_registered' ) . " AS created
			FROM $wpdb->users u JOIN $wpdb->usermeta r ON r.user_id = u.ID AND r.meta_key = '{$wpdb->prefix}capabilities'
			WHERE " . self::IS_CONTACT . ' ORDER BY u.ID'
		);

		$revenue  = $this->revenue();
		$contacts = array();
		foreach ( $rows as $row ) {
			$contacts[ 'user:' . $row['id'] ] = array(
				'id'        => 'user:' . $row['id'],
				'kind'      => 'registered',
				'email'     => $row['email'],
				'firstName' => $row['first_name'],
				'lastName'  => $row['last_name'],
				'phone'     => $row['phone'],
				'company'   => $row['company'],
				'createdAt' => $row['created'],
				'revenue'   => $revenue[ $row['id'] ] ?? array(),
			);
		}
		return $contacts;
	}

	/**
	 * S11: paid orders that were not cancelled, failed, trashed or fully refunded, net of refunds. Sums are rounded once
	 * for each status.
	 *
	 * @return array<string,array<int,array<string,mixed>>>
	 */
	private function revenue(): array {
		$net  = "COALESCE(o.total, 0) - COALESCE((SELECT SUM(ABS(COALESCE(NULLIF(TRIM(r.amount), ''), r.total))) FROM {$this->tables->orders} r WHERE r.type = 'shop_order_refund' AND r.parent = o.id), 0)";
		$sums = "SELECT customer, currency, status, COUNT(*) AS orders, SUM($net) AS net FROM {$this->tables->orders} o
			WHERE type = 'shop_order' AND paid IS NOT NULL AND customer > 0
				AND status NOT IN ('cancelled', 'failed', 'refunded', 'trash', 'draft', 'auto-draft', 'checkout-draft', 'new')
			GROUP BY customer, currency, status";
		$rows = $this->tables->rows(
			'SELECT customer, currency, ' . Tables::EXPONENT . ' AS exponent, SUM(orders) AS orders, SUM(' . Tables::cents( 'net' ) . ") AS spent
			FROM ($sums) s GROUP BY customer, currency ORDER BY currency"
		);

		$revenue = array();
		foreach ( $rows as $row ) {
			$spent                         = (int) $row['spent'];
			$mean                          = $this->tables->rows( "SELECT ROUND(CAST($spent AS DECIMAL(30,6)) / {$row['orders']}) AS mean" );
			$revenue[ $row['customer'] ][] = array(
				'currency'         => $row['currency'],
				'currencyExponent' => (int) $row['exponent'],
				'ordersCount'      => (int) $row['orders'],
				'totalSpentCents'  => $spent,
				'ltvCents'         => $spent,
				'aovCents'         => (int) $mean[0]['mean'],
			);
		}
		return $revenue;
	}
}
