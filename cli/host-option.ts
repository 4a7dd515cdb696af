import { InvalidArgumentError, Option } from 'commander'
import { hostSchema } from '#server/env.ts'

/** `--host ADDRESS`, refused by its looks before anything is made. */
export function hostOption(): Option {
  return new Option(
    '--host <address>',
    'listen on this address instead of this machine only; 0.0.0.0 = all of them',
  ).argParser(readHost)
}

function readHost(text: string): string {
  const parsed = hostSchema.safeParse(text)
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError('It must be an address to listen on, such as 127.0.0.1 or 0.0.0.0.')
}
