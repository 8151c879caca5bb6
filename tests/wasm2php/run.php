<?php
/**
 * Works through a plan (see lib.rs): php run.php PLAN.json
 *
 * Commands, and what each prints as one line of JSON:
 *   ["new", INSTANCE, CLASS, {IMPORT: [INSTANCE, METHOD]}]  null
 *   ["call", INSTANCE, METHOD, [ARGUMENT…]]                 the result, a list, or null
 *   ["bulk", INSTANCE, METHOD, [[ARGUMENT…]…]]              a list of such outcomes
 *   ["memory", INSTANCE]                                    digest of the whole memory
 *   ["bytes", INSTANCE, AT, LENGTH]                         the bytes, as hexadecimal digits
 * A trap is {"trap": MESSAGE}; anything else thrown, a warning included, {"fault": MESSAGE}.
 * A trap does not end any instance here: the official suite goes on with them.
 */

declare(strict_types=1);

/** Imports: those of other instances, or such that do nothing. */
final class Host
{
    /** @var array<string, array{object, string}> */
    private $imports;

    public function __construct(array $imports)
    {
        $this->imports = $imports;
    }

    public function __call(string $name, array $arguments)
    {
        if (!isset($this->imports[$name])) {
            return 0;
        }
        [$instance, $method] = $this->imports[$name];
        return $instance->$method(...$arguments);
    }
}

function outcome(callable $action)
{
    try {
        return $action();
    } catch (\RuntimeException $trap) {
        if (strpos($trap->getMessage(), 'wasm trap: ') === 0) {
            return ['trap' => substr($trap->getMessage(), 11)];
        }
        return ['fault' => get_class($trap) . ': ' . $trap->getMessage()];
    } catch (\Throwable $fault) {
        return ['fault' => get_class($fault) . ': ' . $fault->getMessage()];
    }
}

function revive(object $instance): void
{
    (function (): void {
        $this->poisoned = false;
    })->call($instance);
}

function memory(object $instance): string
{
    return (function (): string {
        $digest = hash_init('sha256');
        foreach (array_chunk($this->m, 16384) as $page) {
            hash_update($digest, pack('V*', ...$page));
        }
        return $this->pages . ' ' . hash_final($digest);
    })->call($instance);
}

set_error_handler(function (int $level, string $message, string $file, int $line) {
    throw new \ErrorException($message, 0, $level, $file, $line);
});

$plan = json_decode(file_get_contents($argv[1]), true);
$instances = [];
foreach ($plan['commands'] as $command) {
    $instance = $instances[$command[1]] ?? null;
    if ($command[0] === 'new') {
        $instances[$command[1]] = null;
        $result = outcome(function () use ($command, $plan, $argv, &$instances) {
            $imports = [];
            foreach ($command[3] as $name => $to) {
                $imports[$name] = [$instances[$to[0]], $to[1]];
            }
            require_once dirname($argv[1]) . '/M' . $command[2] . '.php';
            $class = $plan['namespace'] . '\\M' . $command[2];
            $instances[$command[1]] = new $class(new Host($imports));
            return null;
        });
    } elseif ($instance === null) {
        $result = ['fault' => 'no such instance: ' . $command[1]];
    } elseif ($command[0] === 'memory') {
        $result = memory($instance);
    } elseif ($command[0] === 'bytes') {
        $result = outcome(function () use ($instance, $command) {
            return bin2hex($instance->readBytes($command[2], $command[3]));
        });
    } else {
        $method = $command[2];
        $results = [];
        foreach ($command[0] === 'bulk' ? $command[3] : [$command[3]] as $arguments) {
            $results[] = outcome(function () use ($instance, $method, $arguments) {
                return $instance->$method(...$arguments);
            });
            array_map('revive', array_filter($instances));
        }
        $result = $command[0] === 'bulk' ? $results : $results[0];
    }
    echo json_encode($result, JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR), "\n";
}
