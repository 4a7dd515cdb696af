import { defineConfig } from 'vitest/config'

const ignored = ['node_modules/**', '.next*/**', '.vigie*/**', 'e2e/**']

/**
 * Three projects: `unit` needs nothing, `pg` a database, `fault` a database and a proxy:
 * vitest run --project unit|pg|fault [PATH]
 */
export default defineConfig({
  test: {
    // Set-up of a database, or a restart of PostgreSQL on a machine that does other things too.
    hookTimeout: 180_000,
    teardownTimeout: 180_000,
    // A condition that comes true is seen at once; a busy machine may need more than the second that is usual.
    expect: { poll: { timeout: 30_000 } },
    // The cores are busy with the tests: a collector that shares its work among threads only takes more of them.
    execArgv: ['--single-threaded-gc'],
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          maxWorkers: 2,
          // Loading what they test takes longer than the tests: a worker loads it once.
          isolate: false,
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...ignored, '**/*.pg.test.ts', '**/*.fault.test.ts'],
          setupFiles: ['server/testing/fixed-seed.ts', 'server/testing/plain-words.ts'],
          // Of all three: many times what the slowest test takes. One that hangs is found out late, and none only slow.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'pg',
          environment: 'node',
          // More than there are cores: much of the time of these tests is waiting.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          // Loading the server takes longer than most files' tests: a worker loads it once.
          isolate: false,
          include: ['**/*.pg.test.ts'],
          exclude: ignored,
          globalSetup: ['server/testing/cluster.ts'],
          setupFiles: ['server/testing/fixed-seed.ts', 'server/testing/plain-words.ts'],
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'fault',
          environment: 'node',
          // More than there are cores: much of the time of these tests is waiting.
          maxWorkers: 4,
          sequence: { groupOrder: 2 },
          // Loading the server takes longer than most files' tests: a worker loads it once.
          isolate: false,
          include: ['**/*.fault.test.ts'],
          exclude: ignored,
          globalSetup: ['server/testing/cluster.ts'],
          setupFiles: ['server/testing/fixed-seed.ts', 'server/testing/plain-words.ts'],
          testTimeout: 300_000,
        },
      },
    ],
  },
})
