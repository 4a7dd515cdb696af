/** Something the person at the keyboard can put right; its message says what, and is shown without a stack. */
export class ReplayError extends Error {
  override name = 'ReplayError'
}
