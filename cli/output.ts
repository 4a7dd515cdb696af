/**
 * Keeps this process going when nobody reads any more what it says: the terminal was closed (EIO), or the pipe's reader
 * has ended (EPIPE). Without a listener either would end it at once, with its programs left running.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

/**
 * Where a command speaks. For people, lines on stdout; with --json one JSON object on stdout and nothing else, so that
 * progress goes to stderr. Errors always go to stderr.
 */
export class Output {
  readonly json: boolean

  constructor({ json }: { json: boolean }) {
    this.json = json
  }

  /** What is being done. */
  progress(line: string): void {
    ;(this.json ? process.stderr : process.stdout).write(`${line}\n`)
  }

  warn(line: string): void {
    process.stderr.write(`vigie: ${line}\n`)
  }

  /** The outcome: the object for programs, the lines for people. */
  result(object: object, lines: readonly string[]): void {
    process.stdout.write(this.json ? `${JSON.stringify(object)}\n` : `${lines.join('\n')}\n`)
  }
}
