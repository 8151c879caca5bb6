<?php
/**
 * Bare product pages.
 *
 * @package StandInShop
 */
