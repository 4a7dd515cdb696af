import { keepCompiled } from '#server/runtime/compile-cache.ts'
import { outliveReaders } from './output.ts'

outliveReaders()
keepCompiled()
const { usePlainWords } = await import('#server/runtime/issue-words.ts')
const { reportError } = await import('./run.ts')
usePlainWords()
try {
  const { createProgram } = await import('./program.ts')
  const words = process.argv.slice(2)
  await (await createProgram(words)).parseAsync(words, { from: 'user' })
} catch (error) {
  reportError(error)
  process.exit(1)
}
