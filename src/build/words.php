<?php
/**
 * Holds that the shell says none of the core's words by itself: words.php pkg/php/rules.php plugin/src
 *
 * What the core's rules speak of (topics, switches, types, consents, statuses) stands in the generated Rules, and everybody
 * uses its constants. So no text in the code is one of those words, however it is spelled: with other quotes, escaped, put
 * together from pieces. A word that means nothing else is not part of a text either, as in `'woocommerce_order_status_cancelled'`
 * or inside SQL. Texts for people are free.
 *
 * Nor does the shell call what only rules need, or hold what only they compare with.
 *
 * What is plainly needed stands in ALLOWED with its reason. An entry that nothing needs any more is a fault, too.
 */

declare(strict_types=1);

namespace Storewire\Build;

require __DIR__ . '/tokens.php';

/** Where (a pattern), which words, why. */
const ALLOWED = array(
	array( 'Hooks', '.*', 'names of hooks, of listeners and of the plugin\'s own parts' ),
	array( 'Plugin', 'orders|products', 'names of listeners' ),
	array( 'BackInStock/(FormBlock|FormMarkup|FormPlacement|SignupService)', 'product', 'a field of the form; what WordPress calls a type of posts' ),
	array( 'BackInStock/FormPlacement', 'back_in_stock', 'the shortcode, which stands in owners\' pages' ),
	array( 'Shop/ProductReader|Support/ReadWatch|Recording/PostHooks', 'product', 'what WordPress calls a type of posts' ),
	array( 'Recording/PostHooks', 'auto-draft|draft|new', 'what WordPress calls posts, also products, that nobody has saved yet' ),
	array( 'Shop/(Fingerprints|ObjectPages)', 'auto-draft', 'the same, of variations and products' ),
	array( 'Recording/OptIn', 'order', 'where WooCommerce shows the box in its block checkout' ),
	array( 'Actions/(OwnerStatus|RestRoutes)|Admin/(AdminPage|ConnectCards|ConnectedCards|ConnectionScreens)|Background/ReconnectRequest', 'draft', 'a field: the id of the draft in which choices wait at the backend' ),
	array( 'Actions/OwnerStatus|Admin/LockedCard|Health/(Health|HealthFigures)|Shop/CustomerReader', 'orders', 'a field: how many orders, or where they are kept' ),
	array( 'Core/Messages', 'draft', 'the code of a reason' ),
	array( 'Admin/BuriedPanel|Cli/BuriedCommand|Support/ReadWatch', 'all', 'all of what is buried; all tables of WordPress' ),
);

/** Words that mean nothing else, beside those that are put together. */
const TELLING = array( 'cancelled', 'subscribers' );

/** Functions and constants by which shells decide. */
const DECIDERS = array( 'is_email', 'sanitize_email', 'filter_validate_email', 'pow', 'fpow', 'bcadd', 'bcsub', 'bcmul', 'bcdiv', 'bcpow', 'bcmod', 'bcround' );

/** Functions whose arguments are texts for people. */
const SAID = array( '__', '_e', '_x', '_ex', '_n', '_nx', '_n_noop', '_nx_noop', 'esc_html__', 'esc_html_e', 'esc_html_x', 'esc_attr__', 'esc_attr_e', 'esc_attr_x' );

/** Texts by which shells decide: statuses of orders, what an e-mail address is like, and codes of currencies; `GET` is none. */
const DECIDING = array( '/^(wc-)?(processing|on-hold|completed)$/', '/\[\^@|@.*\\\\\./', '/^(?!GET)[A-Z]{3}$/' );

/**
 * The words of the rules: of their constants, but for a topic's call, fact and reader, by which the shell asks the core.
 *
 * @return array<string,bool> Whether each means nothing else.
 */
function guarded( string $rules ): array {
	require $rules;
	$words = array();
	foreach ( ( new \ReflectionClass( 'Storewire\Generated\Rules' ) )->getConstants() as $constant ) {
		$rows = is_array( $constant ) && is_array( reset( $constant ) ) ? array_column( $constant, 'switches' ) : array( $constant );
		array_walk_recursive(
			$rows,
			static function ( $value ) use ( &$words ) {
				if ( is_string( $value ) ) {
					$words[ $value ] = in_array( $value, TELLING, true ) || 1 === preg_match( '/[_A-Z-]/', $value );
				}
			}
		);
	}
	return $words;
}

/**
 * The text of a token, as PHP reads it; null where it is none. Of a text with variables each piece counts.
 */
function text( \PhpToken $token ): ?string {
	if ( $token->is( T_CONSTANT_ENCAPSED_STRING ) ) {
		$inside = substr( ltrim( $token->text, 'bB' ), 1, -1 );
		return "'" === ltrim( $token->text, 'bB' )[0] ? strtr( $inside, array( "\\'" => "'", '\\\\' => '\\' ) ) : unescaped( $inside );
	}
	return $token->is( T_ENCAPSED_AND_WHITESPACE ) ? unescaped( $token->text ) : null;
}

/** A text between double quotes, read. */
function unescaped( string $inside ): string {
	$inside = (string) preg_replace_callback( '/\\\\u\{([0-9a-f]+)\}/i', static fn( array $found ): string => mb_chr( (int) hexdec( $found[1] ) ), $inside );
	return stripcslashes( $inside );
}

/**
 * The texts of a file that are not for people, by line; those that are put together from pieces as a whole.
 *
 * @param array<int,\PhpToken> $code Of code().
 * @return iterable<int,array{0:string,1:bool}> Each text, and whether it is all there is, without variables.
 */
function texts( array $code ): iterable {
	$said = 0;
	for ( $at = 0; isset( $code[ $at ] ); $at++ ) {
		if ( 0 === $said && $code[ $at ]->is( SAID ) && '(' === ( $code[ $at + 1 ]->text ?? '' ) ) {
			$said = 1;
			++$at;
			continue;
		}
		if ( $said > 0 ) {
			$said += '(' === $code[ $at ]->text ? 1 : ( ')' === $code[ $at ]->text ? -1 : 0 );
			continue;
		}
		$text     = text( $code[ $at ] );
		$line     = $code[ $at ]->line;
		$is_whole = $code[ $at ]->is( T_CONSTANT_ENCAPSED_STRING ) || ( $code[ max( 0, $at - 1 ) ]->is( T_START_HEREDOC ) && $code[ $at + 1 ]->is( T_END_HEREDOC ) );
		while ( null !== $text && '.' === ( $code[ $at + 1 ]->text ?? '' ) && null !== text( $code[ $at + 2 ] ) ) {
			$text .= text( $code[ $at + 2 ] );
			$at   += 2;
		}
		if ( null !== $text ) {
			yield $line => array( rtrim( $text, "\r\n" ), $is_whole );
		}
	}
}

/**
 * The guarded words in a text: it is one, or holds one that means nothing else.
 *
 * @param array<string,bool> $guarded Of guarded().
 * @return string[]
 */
function words_in( string $text, bool $is_whole, array $guarded ): array {
	$is_in = static fn( string $word ): bool => 1 === preg_match( '/(?<![a-z])' . preg_quote( $word, '/' ) . '(?![a-z])/i', $text );
	return $is_whole && isset( $guarded[ $text ] ) ? array( $text ) : array_filter( array_keys( array_filter( $guarded ) ), $is_in );
}

/**
 * What of a file decides.
 *
 * @param array<int,\PhpToken> $code Of code().
 * @return iterable<int,string> By line.
 */
function decisions( array $code ): iterable {
	foreach ( $code as $token ) {
		$name = strtolower( ltrim( $token->text, '\\' ) );
		if ( $token->is( array( T_POW, T_POW_EQUAL ) ) || ( $token->is( array( T_STRING, T_NAME_FULLY_QUALIFIED ) ) && in_array( $name, DECIDERS, true ) ) ) {
			yield $token->line => $token->text;
		}
	}
	foreach ( texts( $code ) as $line => list( $text, $is_whole ) ) {
		$decides = array_filter( DECIDING, static fn( string $pattern ): bool => 1 === preg_match( $pattern, $text ) );
		if ( $is_whole && ( array() !== $decides || in_array( strtolower( $text ), DECIDERS, true ) ) ) {
			yield $line => $text;
		}
	}
}

$root    = rtrim( $argv[2], '/' );
$guarded = guarded( $argv[1] );
$wrong   = array();
$allowed = new Exceptions( ALLOWED );
foreach ( files( $root ) as $place => $file ) {
	$code = code( $file );
	foreach ( texts( $code ) as $line => list( $text, $is_whole ) ) {
		foreach ( words_in( $text, $is_whole, $guarded ) as $word ) {
			if ( ! $allowed->allow( $place, $word ) ) {
				$wrong[] = "$file:$line says \"$word\", which Rules has a constant for";
			}
		}
	}
	foreach ( decisions( $code ) as $line => $what ) {
		$wrong[] = "$file:$line $what looks like a rule: it belongs to the core";
	}
}
finish( array_merge( $wrong, $allowed->unneeded() ) );
