//! What those who use a translated class rely on: imports, exports, memory, refusals.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use storewire_wasm2php::{Options, translate};
use storewire_wasm2php_tests::Runner;

/// The text of the class.
fn php(wat: &str) -> String {
    translate(&wat::parse_str(wat).unwrap(), &Options::default()).unwrap()
}

/// The refusal's text.
fn refusal(wat: &str) -> String {
    translate(&wat::parse_str(wat).unwrap(), &Options::default())
        .unwrap_err()
        .to_string()
}

/// What a PHP script prints, with every kind of PHP the same.
#[track_caller]
fn run(name: &str, script: &str) -> String {
    let folder = storewire_wasm2php_tests::here().join("../../target/wasm2php-tests");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder
        .canonicalize()
        .unwrap()
        .join(format!("{name}-{}.php", std::process::id()));
    std::fs::write(&file, script).unwrap();
    let text = storewire_wasm2php_tests::php(Runner::Plain, &file, &[]);
    for runner in [Runner::Opcache, Runner::FunctionJit, Runner::Php74] {
        assert_eq!(
            storewire_wasm2php_tests::php(runner, &file, &[]),
            text,
            "{runner:?}"
        );
    }
    std::fs::remove_file(&file).unwrap();
    text
}

#[test]
fn after_a_trap_the_instance_refuses_calls() {
    let wat = r#"(module
        (func (export "stop") unreachable)
        (func (export "fine") (result i32) (i32.const 1)))"#;
    let script = format!(
        "{}\n{}",
        php(wat),
        r#"$core = new Core(new \stdClass());
        echo $core->fine(), ' ';
        foreach (['stop', 'fine'] as $method) {
            try { $core->$method(); } catch (\RuntimeException $e) { echo $e->getMessage(), ' | '; }
        }"#
    );
    assert_eq!(
        run("poisoned", &script),
        "1 wasm trap: unreachable | This instance ended with a trap or an exception; make a new one. | "
    );
}

#[test]
fn after_an_exception_of_the_host_the_instance_refuses_calls() {
    let wat = r#"(module (import "env" "ask" (func $ask (result i32)))
        (func (export "ask") (result i32) (call $ask)))"#;
    let script = format!(
        "{}\n{}",
        php(wat),
        r#"final class Host { public function ask() { throw new \DomainException('no'); } }
        $core = new Core(new Host());
        for ($i = 0; $i < 2; $i++) {
            try { $core->ask(); } catch (\Exception $e) { echo get_class($e), ' '; }
        }"#
    );
    assert_eq!(run("host", &script), "DomainException RuntimeException ");
}

#[test]
fn a_host_result_is_taken_modulo_two_to_the_32() {
    let wat = r#"(module (import "env" "ask" (func $ask (result i32)))
        (func (export "asked") (result i32) (i32.shr_u (call $ask) (i32.const 1))))"#;
    let script = format!(
        "{}\n{}",
        php(wat),
        r#"final class Host { public function ask() { return -2; } }
        echo (new Core(new Host()))->asked();"#
    );
    assert_eq!(run("result", &script), "2147483647");
}

#[test]
fn folded_imports_get_strings() {
    let wat = r#"(module (import "env" "raw" (func $raw (param i32 i32))) (memory 1)
        (data (i32.const 16) "it's \"$quoted\"\n\00")
        (func (export "constant") (call $raw (i32.const 16) (i32.const 15)))
        (func (export "variable") (param i32 i32) (call $raw (local.get 0) (local.get 1))))"#;
    let options = Options {
        fold: vec!["raw".to_owned()],
        ..Options::default()
    };
    let php = translate(&wat::parse_str(wat).unwrap(), &options).unwrap();
    assert!(
        php.contains(r#"$this->host->raw("it's \"\$quoted\"\n");"#),
        "{php}"
    );
    let script = format!(
        "{php}\n{}",
        r#"final class Host { public function raw(string $s): void { echo \bin2hex($s), ' '; } }
        $core = new Core(new Host());
        $core->constant();
        $core->variable(16, 15);
        $core->variable(29, 0);
        $core->variable(30, 2);
        $core->variable(17, 40);"#
    );
    let text = "6974277320222471756f746564220a";
    let rest = "742773".to_owned() + &text[8..] + "00" + &"00".repeat(40 - 15);
    assert_eq!(run("fold", &script), format!("{text} {text}  0a00 {rest} "));
}

#[test]
fn appended_imports_collect_their_strings() {
    let wat = r#"(module (import "env" "next" (func $next (param i32 i32))) (memory 1)
        (data (i32.const 16) "it's")
        (func (export "constant") (call $next (i32.const 16) (i32.const 4)))
        (func (export "variable") (param i32 i32) (call $next (local.get 0) (local.get 1))))"#;
    let options = Options {
        append: vec![("next".to_owned(), ",\"%\":".to_owned())],
        ..Options::default()
    };
    let php = translate(&wat::parse_str(wat).unwrap(), &options).unwrap();
    assert!(php.contains(r#"$out[] = ',"it\'s":';"#), "{php}");
    let script = format!(
        "{php}\n{}",
        r#"$core = new Core(new \stdClass());
        $core->constant();
        $core->variable(17, 2);
        echo implode(' ', $core->out);"#
    );
    assert_eq!(run("append", &script), r#","it's": ,"t'":"#);
    let indirect = wat.replace("(memory 1)", "(memory 1) (export \"again\" (func $next))");
    assert!(
        translate(&wat::parse_str(indirect).unwrap(), &options)
            .unwrap_err()
            .to_string()
            .contains("called directly only")
    );
}

#[test]
fn appended_imports_collect_their_numbers() {
    let wat = r#"(module (import "env" "int" (func $int (param i64))) (import "env" "port" (func $port (param i32)))
        (func (export "count") (param i64) (call $int (local.get 0)) (call $port (i32.const -1))))"#;
    let options = Options {
        append: [("int", "%"), ("port", ":%")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .to_vec(),
        ..Options::default()
    };
    let php = translate(&wat::parse_str(wat).unwrap(), &options).unwrap();
    let script = format!(
        "{php}\n{}",
        r#"$core = new Core(new \stdClass());
        $core->count(-7);
        $core->count(\PHP_INT_MIN);
        echo implode(' ', $core->out);"#
    );
    assert_eq!(
        run("numbers", &script),
        "-7 :4294967295 -9223372036854775808 :4294967295"
    );
}

#[test]
fn trusted_addresses_are_not_checked() {
    let wat = r#"(module (memory 1 3)
        (func (export "sum") (param i32) (result i64)
            (i32.store offset=8 (local.get 0) (i32.add (i32.load (local.get 0)) (i32.load offset=4 (local.get 0))))
            (i32.store8 offset=12 (local.get 0) (i32.load8_u offset=1 (local.get 0)))
            (i64.store offset=16 (i32.add (local.get 0) (i32.const 4)) (i64.load offset=8 (local.get 0)))
            (i64.load offset=20 (local.get 0)))
        (func (export "unaligned") (param i32) (result i32) (i32.load align=1 (local.get 0)))
        (func (export "larger") (result i32) (memory.grow (i32.const 2))))"#;
    let wasm = wat::parse_str(wat).unwrap();
    let checked = translate(&wasm, &Options::default()).unwrap();
    let trust = Options {
        trust: true,
        ..Options::default()
    };
    let trusted = translate(&wasm, &trust).unwrap();
    let body = |php: &str| {
        let (_, body) = php.split_once("private function").unwrap();
        body.split_once("readBytes").unwrap().0.to_owned()
    };
    for check in ["$bad", "$this->outOfBounds"] {
        assert!(body(&checked).contains(check), "{checked}");
        assert!(!body(&trusted).contains(check), "{trusted}");
    }
    let run = |name, php| {
        let script = format!(
            "{php}\n{}",
            r#"$core = new Core(new \stdClass());
            $core->larger();
            foreach ([64, 131060, 131072, 196580] as $at) {
                $core->writeBytes($at, \pack('V*', 0x1234, 0xffffffff, 5, 0x77777777));
                echo $core->sum($at), ' ', $core->unaligned($at + 1), ' ', \bin2hex($core->readBytes($at, 28)), "\n";
            }"#
        );
        run(name, &script)
    };
    assert_eq!(run("trusted", trusted), run("checked", checked));
}

#[test]
fn recalled_imports_ask_the_host_only_for_what_is_not_known() {
    let wat = r#"(module (import "env" "text" (func $text (param i32 i32))) (memory 1)
        (func (export "constant") (call $text (i32.const 16) (i32.const 2)))
        (func (export "loaded") (param i32)
            (call $text (i32.load (local.get 0)) (i32.load offset=4 (local.get 0)))))"#;
    let options = Options {
        recall: vec!["text".to_owned()],
        ..Options::default()
    };
    let php = translate(&wat::parse_str(wat).unwrap(), &options).unwrap();
    let script = format!(
        "{php}\n{}",
        r#"final class Host { public function text($at, $len) { return "($at,$len)"; } }
        $core = new Core(new Host());
        $core->constant();
        $core->known[2 << 32 | 16] = 'known';
        $core->constant();
        $core->writeBytes(32, \pack('V*', 16, 2, 16, 3, 0xfffffff0, 3));
        $core->loaded(32);
        $core->loaded(40);
        $core->known[3 << 32 | 0xfffffff0] = 'far';
        $core->loaded(48);
        echo implode(' ', $core->out);"#
    );
    assert_eq!(run("recall", &script), "(16,2) known known (16,3) far");
}

#[test]
fn bytes_are_read_and_written_at_any_place() {
    let wat = r#"(module (memory 1))"#;
    let script = format!(
        "{}\n{}",
        php(wat),
        r#"$core = new Core(new \stdClass());
        $whole = \str_repeat("\0", 200);
        for ($i = 0; $i < 400; $i++) {
            $at = ($i * 7) % 90;
            $bytes = \substr(\str_repeat(\chr($i & 255) . \chr(255 - ($i & 255)) . 'x', 40), 0, $i % 60);
            $core->writeBytes($at, $bytes);
            $whole = \substr_replace($whole, $bytes, $at, \strlen($bytes));
            if ($core->readBytes(0, 200) !== $whole || $core->readBytes($at, $i % 60) !== $bytes) { echo 'wrong at ', $i, "\n"; }
        }
        $m = &$core->memory();
        $m[100] = 0x64636261;
        if ($core->readBytes(400, 4) !== 'abcd') { echo 'wrong words'; }
        foreach ([[65536, 1], [65530, 7], [-1, 2], [0, -1], [65537, 0]] as $range) {
            try { $core->readBytes(...$range); echo 'read ', \json_encode($range); } catch (\RuntimeException $e) { echo 'T'; }
        }
        foreach ([[65536, 'a'], [65530, '1234567'], [-1, 'ab']] as $range) {
            try { $core->writeBytes(...$range); echo 'wrote ', \json_encode($range); } catch (\RuntimeException $e) { echo 'T'; }
        }
        echo \strlen($core->readBytes(0, 65536));"#
    );
    assert_eq!(run("bytes", &script), "TTTTTTTT65536");
}

#[test]
fn refusals_name_function_place_and_remedy() {
    assert_eq!(
        refusal(
            r#"(module (func $half (param i32) (result i32) (i32.trunc_f32_s (f32.const 0.5))))"#
        ),
        "in function `half` at byte 0x19: F32Const: floats are not translated, because PHP cannot keep their bits; use integers"
    );
    assert_eq!(
        refusal(r#"(module (func (export "as-is")))"#),
        "at byte 0x0: export `as-is` becomes a method, so it must be a PHP identifier; rename it"
    );
    assert_eq!(
        refusal(r#"(module (import "env" "a.b" (func)))"#),
        "at byte 0x11: import env.a.b: the name becomes a method of the host object, so it must be a PHP identifier; rename the import"
    );
    assert_eq!(
        refusal(r#"(module (import "env" "m" (memory 1)))"#),
        "at byte 0xb: import env.m is not a function; only functions can be imported"
    );
    assert!(
        refusal(r#"(module (func (export "readBytes")))"#).contains("has the name of a method")
    );
    assert!(
        refusal(r#"(module (func (export "memory")))"#).contains("has the name of a method"),
        "a method that gives a reference"
    );
    assert!(
        translate(b"\0asm", &Options::default())
            .unwrap_err()
            .to_string()
            .contains("not a valid wasm module")
    );
}

/// C8: PHP keeps names that begin with two underscores to itself, and wasm-ld exports some.
#[test]
fn exports_do_not_begin_with_two_underscores() {
    let wat = r#"(module
        (global (export "__heap_base") i32 (i32.const 16))
        (func (export "__call") (result i32) (i32.const 7))
        (func (export "_kept") (result i32) (i32.const 8)))"#;
    let script = format!(
        "{}\n$core = new Core(new \\stdClass());\n\
         echo $core->heap_base(), ' ', $core->call(), ' ', $core->_kept();",
        php(wat)
    );
    assert_eq!(run("underscores", &script), "16 7 8");
    let twice = r#"(module (func (export "__f")) (func (export "f")))"#;
    assert!(refusal(twice).contains("export `f` has the name of a method"));
    assert!(refusal(r#"(module (func (export "__")))"#).contains("rename it"));
}

/// C2: WordPress' coding standard takes each `goto` for an error; the first line of code says that they are meant.
#[test]
fn the_head_lets_coding_standards_pass_what_is_generated() {
    let text = php("(module)");
    let head = text.split("declare(strict_types=1);").next().unwrap();
    assert!(head.contains("\n// phpcs:disable Generic.PHP.DiscourageGoto, "));
}

#[test]
fn the_same_module_gives_the_same_text() {
    let wat = r#"(module (memory 1) (func (export "f") (param i32) (result i32)
        (if (result i32) (i32.load (local.get 0)) (then (i32.const 1)) (else (i32.const 2)))))"#;
    assert_eq!(php(wat), php(wat));
}

#[test]
fn a_32_bit_php_is_refused() {
    assert!(php("(module)").contains("if (\\PHP_INT_SIZE < 8) {"));
}
