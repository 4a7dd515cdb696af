/**
 * Something that whoever runs Vigie can put right. Its message says what is wrong and what to do, and is shown as it
 * is, without a stack; the process that meets it exits non-zero.
 */
export class OperatorError extends Error {
  override name = 'OperatorError'
}
