import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { commandEnvironment, root } from './run-command.ts'

/*
 * npm run bench -- NAME [ARGUMENTS]
 * Runs bench/NAME.ts alone; without a name, lists what there is. A benchmark is a program: a file that exports
 * something is a part that benchmarks share.
 */

const folder = join(root, 'bench')

function benchmarks(): Map<string, string> {
  const programs = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ name: name.slice(0, -'.ts'.length), text: readFileSync(join(folder, name), 'utf8') }))
    .filter(({ text }) => !/^export /m.test(text))
  return new Map(programs.map(({ name, text }) => [name, firstSentence(text)]))
}

function firstSentence(text: string): string {
  const comment = /\/\*+([\s\S]*?)\*\//.exec(text)?.[1] ?? ''
  return (
    comment
      .replaceAll(/\s*\n\s*\*?\s*/g, ' ')
      .trim()
      .split(/(?<=\.) /, 1)[0] ?? ''
  )
}

const [name, ...words] = process.argv.slice(2)
const known = benchmarks()
if (name !== undefined && known.has(name)) {
  const program = spawn(process.execPath, [join(folder, `${name}.ts`), ...words], {
    stdio: 'inherit',
    env: commandEnvironment(),
  })
  await once(program, 'exit')
  process.exitCode = program.exitCode ?? 1
} else {
  const list = [...known].map(([known, says]) => `  ${known.padEnd(20)} ${says}`).join('\n')
  process.stdout.write(`npm run bench -- NAME, where NAME is one of\n${list}\n`)
  if (name !== undefined) {
    process.stderr.write(`There is no benchmark ${name}\n`)
    process.exitCode = 2
  }
}
