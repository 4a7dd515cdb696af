import { usePlainWords } from '#server/runtime/issue-words.ts'
import { outliveReaders } from './output.ts'
import { createProgram } from './program.ts'
import { reportError } from './run.ts'

outliveReaders()
usePlainWords()
try {
  await createProgram().parseAsync()
} catch (error) {
  reportError(error)
  process.exit(1)
}
