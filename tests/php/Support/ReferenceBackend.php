<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * The running reference backend: its test API, and its pages as an owner uses them.
 */
final class ReferenceBackend {

	/** Back to the beginning, without faults. */
	public function reset(): void {
		$this->test( 'POST', 'reset' );
	}

	/**
	 * Switches a fault on.
	 *
	 * @param string $mode  Such as `outage`; `none` switches it off.
	 * @param string $path  Strikes only requests whose path contains this.
	 * @param int    $times How many requests it strikes.
	 * @param int    $ms    How much later each answer comes, milliseconds.
	 */
	public function fault( string $mode, string $path = '', int $times = 1000, int $ms = 0 ): void {
		$this->test(
			'POST',
			'faults',
			array(
				'mode'  => $mode,
				'path'  => $path,
				'times' => $times,
				'ms'    => $ms,
			)
		);
	}

	/**
	 * Switches on a fault that needs more than fault() takes.
	 *
	 * @param array<string,mixed> $fault As `POST /test/faults` takes it.
	 */
	public function strike( array $fault ): void {
		$this->test( 'POST', 'faults', $fault );
	}

	/**
	 * Sends this store a signed command.
	 *
	 * @param array<string,mixed> $request As `POST /test/command` takes it, without the store's URL.
	 * @return array<string,mixed> `id`, and the store's `answers`.
	 */
	public function command( array $request ): array {
		return $this->test( 'POST', 'command', array( 'storeUrl' => home_url() ) + $request );
	}

	/**
	 * Everything that this store has sent: lists of records by id, sorted.
	 *
	 * @return array<string,array<string,array<string,mixed>>>
	 */
	public function export(): array {
		$export = $this->test( 'GET', 'export?storeUrl=' . rawurlencode( home_url() ) );
		$lists  = array();
		foreach ( array( 'contacts', 'products', 'categories', 'orders', 'transactions' ) as $list ) {
			$lists[ $list ] = array_column( $export[ $list ], null, 'id' );
			ksort( $lists[ $list ], SORT_STRING );
		}
		return $lists;
	}

	/**
	 * The events that this store has sent, in the order in which they happened.
	 *
	 * @return array<int,array<string,mixed>>
	 */
	public function events(): array {
		return $this->test( 'GET', 'export?storeUrl=' . rawurlencode( home_url() ) )['events'];
	}

	/**
	 * How much a company has, by list.
	 *
	 * @param string $company Such as `beta-tea`.
	 * @return array<string,int>
	 */
	public function counts( string $company ): array {
		return $this->test( 'GET', "export?company=$company" )['counts'];
	}

	/**
	 * The requests of plugins since the reset, oldest first.
	 *
	 * @return array<int,array<string,mixed>>
	 */
	public function requests(): array {
		return $this->test( 'GET', 'requests' )['requests'];
	}

	/**
	 * An owner signs in and decides. The answer is the address that the browser is sent to.
	 *
	 * @param string $authorize_url Where to approve.
	 * @param string $decision      `Approve` or `Deny`.
	 * @param string $email         Who signs in.
	 * @param string $company       For which company, where it is not the one that is preset.
	 */
	public function decide( string $authorize_url, string $decision = 'Approve', string $email = 'admin@acme.test', string $company = '' ): string {
		$browser = new Browser();
		$browser->open( $authorize_url );
		while ( $browser->location ) {
			$browser->follow();
		}
		$browser->press(
			'Sign in',
			array(
				'email'    => $email,
				'password' => 'storewire',
			)
		);
		while ( 0 !== strpos( $browser->location, home_url() ) && '' !== $browser->location ) {
			$browser->follow();
		}
		return $browser->press( $decision, '' === $company ? array() : array( 'company' => $company ) )->location;
	}

	/** The backend's page on the connected store. */
	public function settings_page(): string {
		return $this->settings()->body;
	}

	/**
	 * Presses a button on the backend's page on the connected store.
	 *
	 * @param string $button What it says.
	 */
	public function press( string $button ): void {
		$this->settings()->press( $button );
	}

	/**
	 * Saves choices at the backend.
	 *
	 * @param string[] $off Boxes to leave without a tick, such as `sync.products`.
	 */
	public function save_choices( array $off ): void {
		$browser = $this->settings();
		foreach ( $off as $name ) {
			$browser->body = str_replace( 'name="' . $name . '" checked', 'name="' . $name . '"', $browser->body );
		}
		$browser->press( 'Save choices' );
	}

	/** An owner looks at Settings → Integrations. */
	public function settings(): Browser {
		$browser = new Browser();
		$browser->open( STOREWIRE_BACKEND_URL . '/sign-in' );
		$browser->press(
			'Sign in',
			array(
				'email'    => 'admin@acme.test',
				'password' => 'storewire',
			)
		);
		return $browser->open( STOREWIRE_BACKEND_URL . '/settings/integrations' );
	}

	/** @return mixed The decoded answer. */
	private function test( string $method, string $path, ?array $body = null ) {
		$browser = new Browser();
		$answer  = $browser->json( $method, STOREWIRE_BACKEND_URL . '/test/' . $path, $body );
		if ( 200 !== $browser->status ) {
			throw new \RuntimeException( "$path: $browser->status $browser->body" );
		}
		return $answer;
	}
}
