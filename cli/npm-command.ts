const npmCommands: Readonly<Record<string, string>> = { demo: 'npm run demo', dev: 'npm run dev' }

/** @returns what somebody types who wants the same again; of what only needs a Vigie that runs, how to have one. */
export function npmCommand(command: string): string {
  return npmCommands[command] ?? 'npm start'
}
