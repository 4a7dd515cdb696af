import type { Inspection, Plan } from '#contract/database.ts'

/* What commands say of somebody's database, for people. */

export function inspectionLines({
  server,
  modes,
  recommended,
  tables,
}: Extract<Inspection, { ok: true }>): readonly string[] {
  const line = server.encrypted ? 'encrypted' : 'not encrypted'
  const verdicts = Object.entries(modes).flatMap(([mode, { possible, obstacles }]) => [
    `  ${mode.padEnd(12)}${possible ? 'possible' : 'not possible'}${mode === recommended ? ', recommended' : ''}`,
    ...obstacles.map(({ code, detail }) => `    ${code}: ${detail}`),
  ])
  const width = Math.max(0, ...tables.map(({ table }) => table.length))
  return [
    `PostgreSQL ${server.version} at ${server.host}, database ${server.database}, as ${server.user}, ${line}`,
    'Ways to capture it',
    ...verdicts,
    tables.length === 0 ? 'No tables' : 'Tables',
    ...tables.map(({ table, primaryKey, estimatedRows, canSelect }) => {
      const key = primaryKey.length === 0 ? 'no primary key' : `key ${primaryKey.join(', ')}`
      return `  ${table.padEnd(width)}  about ${estimatedRows} rows, ${key}${canSelect ? '' : ', may not be read'}`
    }),
  ]
}

export function planLines({ statements, undo }: Plan): readonly string[] {
  if (statements.length === 0) return ['Nothing has to be run in the database.']
  const own = statements.filter(({ allowed }) => allowed).map(({ sql }) => sql)
  const others = statements.filter(({ allowed }) => !allowed).map(({ sql }) => sql)
  return [
    ...(own.length === 0 ? [] : ['Vigie will run in the database:', ...own.flatMap(indented)]),
    ...(others.length === 0 ? [] : ['To be run first, by somebody who may:', ...others.flatMap(indented)]),
    'To take it back:',
    ...undo.flatMap(indented),
  ]
}

function indented(sql: string): string[] {
  return sql.split('\n').map((line) => `  ${line}`)
}
