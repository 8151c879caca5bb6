<?php
/**
 * Plugin Name: Storewire's witness
 * Description: Notes for each request what the plugin's tests ask: whether the core was loaded, what went out over HTTP, what was written to the outbox, which hooks fired that the plugin listens to. Installed by tests, and removed by them.
 */

declare(strict_types=1);

$storewire_seen = array(
	'uri'     => ( $_SERVER['REQUEST_METHOD'] ?? '' ) . ' ' . ( $_SERVER['REQUEST_URI'] ?? '' ),
	'http'    => array(),
	'inserts' => array(),
	'statements' => 0,
	'queries' => 0,
	'hooks'   => array(),
);
add_action(
	'plugins_loaded',
	static function () use ( &$storewire_seen ): void {
		foreach ( array_unique( array_column( Storewire\Hooks::RECORDED, 0 ) ) as $hook ) {
			add_action(
				$hook,
				static function () use ( $hook, &$storewire_seen ): void {
					$storewire_seen['hooks'][ $hook ] = true;
				},
				PHP_INT_MIN,
				0
			);
		}
	}
);
add_filter(
	'pre_http_request',
	static function ( $answer, $arguments, $url ) use ( &$storewire_seen ) {
		$storewire_seen['http'][] = $url;
		return $answer;
	},
	1,
	3
);
add_filter(
	'query',
	static function ( $sql ) use ( &$storewire_seen ) {
		if ( preg_match( '/INSERT INTO \S*storewire_outbox\b/', $sql ) ) {
			++$storewire_seen['statements'];
			preg_match_all( "/\('(\w+)', '([^']*)', '[^']*', '/", $sql, $rows, PREG_SET_ORDER );
			foreach ( $rows as $row ) {
				$storewire_seen['inserts'][] = "$row[1]:$row[2]";
			}
		}
		$storewire_seen['queries'] += preg_match( '/storewire_(outbox|connection|settings)/', $sql );
		return $sql;
	}
);
// A test that kills a process calls it before.
$GLOBALS['storewire_witness'] = static function () use ( &$storewire_seen ): void {
	$storewire_seen['core'] = (bool) preg_grep( '~/pkg/php/core\.php$|/storewire/src/Core\.php$~', get_included_files() );
	file_put_contents( WP_CONTENT_DIR . '/storewire-witness.jsonl', json_encode( $storewire_seen ) . "\n", FILE_APPEND | LOCK_EX );
};
register_shutdown_function( $GLOBALS['storewire_witness'] );
