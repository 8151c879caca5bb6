// Runs a PHP script with PHP 7.4: node php74.mjs SCRIPT.php [ARGS…]
//
// Prints what the script prints and exits with its exit status. The script sees the real
// folders of this machine under their own paths: those it lies in, the working folder,
// the repository, and every path among its arguments.
import fs from 'node:fs';
import path from 'node:path';
import { getPHPLoaderModule } from '@php-wasm/node-7-4';
import { loadPHPRuntime, PHP } from '@php-wasm/universal';

const [script, ...args] = process.argv.slice(2);
if (!script) {
	console.error('usage: node php74.mjs SCRIPT.php [ARGS…]');
	process.exit(2);
}

const repository = path.resolve(import.meta.dirname, '../..');
const paths = [path.dirname(script), process.cwd(), repository, ...args.filter((arg) => arg.startsWith('/'))]
	.map((name) => fs.realpathSync(path.resolve(name)))
	.map((name) => (fs.statSync(name).isDirectory() ? name : path.dirname(name)));
// The shortest first, so that what lies inside a mounted folder is not mounted again.
const folders = [];
for (const folder of paths.sort()) {
	if (!folders.some((outer) => folder === outer || folder.startsWith(outer + '/'))) {
		folders.push(folder);
	}
}

const loader = await getPHPLoaderModule();
const php = new PHP(await loadPHPRuntime(loader, { processId: 1 }));
for (const folder of folders) {
	php.mkdir(folder);
	await php.mount(folder, (_php, FS, at) => {
		FS.mount(FS.filesystems.NODEFS, { root: folder }, at);
		return () => FS.unmount(at);
	});
}
php.chdir(process.cwd());

const target = fs.realpathSync(path.resolve(script));
const argv = JSON.stringify([target, ...args]);
const code = `<?php
$argv = $GLOBALS['argv'] = json_decode(${quote(argv)}, true);
$argc = $GLOBALS['argc'] = count($argv);
$_SERVER['argv'] = $argv;
$_SERVER['argc'] = $argc;
error_reporting(-1);
ini_set('display_errors', '1');
ini_set('html_errors', '0');
ini_set('memory_limit', '-1');
set_time_limit(0);
require $argv[0];
`;

function quote(text) {
	return "'" + text.replaceAll('\\', '\\\\').replaceAll("'", "\\'") + "'";
}

const response = await php.runStream({ code });
const output = response.stdout.pipeTo(
	new WritableStream({ write: (chunk) => void fs.writeSync(1, chunk) }),
);
const errors = response.stderr.pipeTo(
	new WritableStream({ write: (chunk) => void fs.writeSync(2, chunk) }),
);
await Promise.all([output, errors]);
process.exit(await response.exitCode);
