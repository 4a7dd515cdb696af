import { accessLog } from './access-log.ts'
import type { Format } from './format.ts'
import { ics } from './ics.ts'
import { onlineRetail } from './online-retail.ts'
import { shopSessions } from './shop-sessions.ts'

/** Every format that `--format` knows, one line each. */
export const formats: readonly Format[] = [onlineRetail, ics, accessLog, shopSessions]

export function findFormat(name: string): Format | undefined {
  return formats.find((format) => format.name === name)
}
