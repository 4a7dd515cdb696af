import { keepCompiled } from '#server/runtime/compile-cache.ts'
import { usePlainWords } from '#server/runtime/issue-words.ts'
import { outliveReaders } from './output.ts'
import { reportError } from './run.ts'

outliveReaders()
usePlainWords()
keepCompiled()
try {
  const { createProgram } = await import('./program.ts')
  await createProgram().parseAsync()
} catch (error) {
  reportError(error)
  process.exit(1)
}
