<?php
/**
 * Where things stand, for the owner.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Actions;

use Storewire\Backend\Client;
use Storewire\Background\ReconnectRequest;
use Storewire\Connection\Connection;
use Storewire\Connection\PendingConnection;
use Storewire\Connection\Settings;
use Storewire\Outbox\Outbox;
use Storewire\Shop\CopySpans;
use Storewire\Sync\CatchUp;

/**
 * What the page shows, and what REST answers. No secrets.
 */
final class OwnerStatus {

	private Connection $connection;
	private PendingConnection $pending;
	private Settings $settings;
	private SyncActions $sync;

	/**
	 * @param Connection        $connection What is stored of the connection.
	 * @param PendingConnection $pending    The connection that is being made.
	 * @param Settings          $settings   The owner's choices.
	 * @param SyncActions       $sync       Where the sync stands.
	 */
	public function __construct( Connection $connection, PendingConnection $pending, Settings $settings, SyncActions $sync ) {
		$this->connection = $connection;
		$this->pending    = $pending;
		$this->settings   = $settings;
		$this->sync       = $sync;
	}

	/**
	 * Where things stand.
	 *
	 * `screen` is what there is to see: `confirm`, `approved` or `waiting` while a connection is being made, else the
	 * connection's state: `none`, `connected`, `reconnect` or `locked`. `waiting` is how many rows the outbox has to send;
	 * `draft` names the choices with which the backend asks to reconnect, or is ''; `missed` are types of which a sync is
	 * offered, for their switch was off (C7); `copy` says, where the clone lock is closed, how many orders were placed while
	 * this was a copy, and since when, seconds since 1970 UTC.
	 *
	 * @return array<string,mixed>
	 */
	public function read(): array {
		$facts = $this->connection->facts();
		$stage = $this->pending->stage();
		return array(
			'screen'     => in_array( $stage, array( 'waiting', 'approved', 'confirm' ), true ) ? $stage : $facts['state'],
			'backend'    => Client::backend(),
			'connection' => $facts,
			'pending'    => array(
				'stage'        => $stage,
				'mine'         => $this->pending->is_mine(),
				'hasCode'      => $this->pending->has_code(),
				'message'      => $this->pending->message(),
				'authorizeUrl' => $this->pending->authorize_url(),
				'company'      => $this->pending->company()['name'],
			),
			'settings'   => $this->settings->all() + $this->settings->rules(),
			'sync'       => $this->sync->status(),
			'missed'     => CatchUp::missed( $this->settings ),
			'waiting'    => Outbox::size(),
			'draft'      => ReconnectRequest::draft(),
			'copy'       => 'locked' === $facts['state'] ? self::copy() : null,
		);
	}

	/**
	 * What was ordered while this was a copy.
	 *
	 * @return array{orders:int,since:int}
	 */
	private static function copy(): array {
		$spans = CopySpans::asked();
		return array(
			'orders' => $spans->orders(),
			'since'  => $spans->since(),
		);
	}
}
