export interface Verdict {
  ok: boolean
  says: string
}

const grave: readonly string[] = ['high', 'critical']

/** What `npm audit --json` printed, in one line. */
export function decodeAudit(output: string): Verdict {
  const report = parse(output)
  const found = member(report, 'vulnerabilities')
  if (typeof found !== 'object' || found === null) {
    const why = member(report, 'message')
    return {
      ok: true,
      says: `dependencies were NOT audited: the registry cannot be asked${typeof why === 'string' ? ` (${why})` : ''}`,
    }
  }
  const bad = Object.entries(found).flatMap(([name, each]) => {
    const severity = member(each, 'severity')
    return typeof severity === 'string' && grave.includes(severity) ? [`${name} (${severity})`] : []
  })
  if (bad.length > 0) return { ok: false, says: `vulnerable: ${bad.join(', ')}; see npm audit --omit=dev` }
  return { ok: true, says: `no high or critical vulnerability is known, ${Object.keys(found).length} lesser ones` }
}

function parse(output: string): unknown {
  try {
    return JSON.parse(output)
  } catch {
    return null
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
