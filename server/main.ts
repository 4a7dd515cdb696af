import { keepCompiled } from './runtime/compile-cache.ts'

keepCompiled()
const { runEventServer } = await import('./run-event-server.ts')
await runEventServer()
