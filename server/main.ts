import { runEventServer } from './run-event-server.ts'

await runEventServer()
