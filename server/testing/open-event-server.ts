import { runEventServer } from '../run-event-server.ts'
import { identifyEverybody } from './event-server.ts'

/* The event server as a process, as main.ts is, but everybody is one person with all roles. Not reachable from a setting. */
await runEventServer({ identify: identifyEverybody })
