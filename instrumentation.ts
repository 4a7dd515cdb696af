/** Next calls it before it serves. Under this condition only, it leaves Node's modules out of its other runtime. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { appendCallers } = await import('./app/append-caller.ts')
  appendCallers()
}
