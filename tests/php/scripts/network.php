<?php
/**
 * Takes a user into the site, or out of it, with the functions that WordPress has for networks of sites: network.php
 * add|remove USER. They work as well where the network has but this one site.
 */

declare(strict_types=1);

require_once ABSPATH . WPINC . '/ms-blogs.php';
require_once ABSPATH . WPINC . '/ms-functions.php';

list( , $what, $user ) = $argv;
$user                  = (int) $user;
if ( 'add' === $what ) {
	// Else it asks for the network's tables.
	update_user_meta( $user, 'primary_blog', get_current_blog_id() );
	$done = add_user_to_blog( get_current_blog_id(), $user, 'customer' );
} else {
	delete_user_meta( $user, 'primary_blog' );
	$done = remove_user_from_blog( $user, get_current_blog_id() );
}
exit( true === $done ? 0 : 1 );
