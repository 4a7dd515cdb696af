import type { TableMapping } from '#contract/database.ts'
import { tableMappingSchema } from '#contract/database.ts'

type ReadMapping = { ok: true; mapping: TableMapping } | { ok: false; reason: string }

/** A mapping as somebody has typed it. Its name and its table stay: by them it is found. */
export function readMapping(text: string, { name, table }: Pick<TableMapping, 'name' | 'table'>): ReadMapping {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : '' }
  }
  const parsed = tableMappingSchema.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { ok: false, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }
  }
  if (parsed.data.name !== name) return { ok: false, reason: `name: must stay ${name}` }
  if (parsed.data.table !== table) return { ok: false, reason: `table: must stay ${table}` }
  return { ok: true, mapping: parsed.data }
}
