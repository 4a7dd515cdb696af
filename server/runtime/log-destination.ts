import pino from 'pino'

/*
 * Where log lines go. A log that cannot be written, as on a full disk, neither ends the process nor holds it up: lines
 * wait in memory, are tried again, and past a bound are left out.
 */
export type LogDestination = ReturnType<typeof pino.destination>

const maxWaitingBytes = 1024 * 1024

export function openLogDestination(descriptor: number, { retryMs = 5000 } = {}): LogDestination {
  const destination = pino.destination({
    dest: descriptor,
    // Every line is longer, and is written at once. With 0, SonicBoom's timer would not try again what was not written.
    minLength: 1,
    maxLength: maxWaitingBytes,
    periodicFlush: retryMs,
  })
  // Without a listener the event would end the process; and nobody can be told of it, since this is the log.
  destination.on('error', () => undefined)
  // It is called after a fatal line and at the end of the process, and on a full disk it tries for ever.
  destination.flushSync = () => undefined
  return destination
}
