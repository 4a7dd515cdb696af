import type { Format } from './format.ts'
import { ics } from './ics.ts'
import { onlineRetail } from './online-retail.ts'

/** Every format that `--format` knows, one line each. */
export const formats: readonly Format[] = [onlineRetail, ics]

export function findFormat(name: string): Format | undefined {
  return formats.find((format) => format.name === name)
}
