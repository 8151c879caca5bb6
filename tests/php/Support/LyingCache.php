<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * A shared object cache that keeps what was deleted, as broken ones do. It outlives requests.
 */
final class LyingCache extends \WP_Object_Cache {

	/** Takes the place of the true one, with all that is in it; gives that back. */
	public static function put_in_place(): \WP_Object_Cache {
		global $wp_object_cache;
		$true            = $wp_object_cache;
		$wp_object_cache = new self();
		return $true;
	}

	public function delete( $key, $group = 'default', $deprecated = false ): bool {
		return true;
	}

	public function delete_multiple( array $keys, $group = '' ): array {
		return array_fill_keys( $keys, true );
	}

	public function flush(): bool {
		return true;
	}
}
