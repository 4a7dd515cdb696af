import { execFile } from 'node:child_process'
import { decodeAudit } from './decode-audit.ts'
import { root } from './run-command.ts'

/*
 * Known vulnerabilities of what runs in production, as npm's registry knows them. High and critical ones end it with exit code 1; a
 * registry that cannot be asked is said, and is no fault of the code.
 */

execFile(
  'npm',
  ['audit', '--omit=dev', '--json'],
  { cwd: root, timeout: 45_000, maxBuffer: 64 * 1024 * 1024 },
  (_error, stdout) => {
    // npm's exit code says whether anything was found, not how bad it is.
    const verdict = decodeAudit(stdout)
    process.stdout.write(`${verdict.says}\n`)
    process.exitCode = verdict.ok ? 0 : 1
  },
)
