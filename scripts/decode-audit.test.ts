import { expect, test } from 'vitest'
import { decodeAudit } from './decode-audit.ts'

test('high and critical vulnerabilities fail, by name; lesser ones do not', () => {
  const report = (severity: string): string =>
    JSON.stringify({ vulnerabilities: { left: { severity }, right: { severity: 'low' } } })
  expect(decodeAudit(report('critical'))).toEqual({
    ok: false,
    says: 'vulnerable: left (critical); see npm audit --omit=dev',
  })
  expect(decodeAudit(report('high')).ok).toBe(false)
  expect(decodeAudit(report('moderate'))).toEqual({
    ok: true,
    says: 'no high or critical vulnerability is known, 2 lesser ones',
  })
})

test.each(['', 'npm error network', '{"message":"405 Method Not Allowed"}'])(
  'a registry that answers %j is said not to have been asked',
  (output) => {
    const { ok, says } = decodeAudit(output)
    expect(ok).toBe(true)
    expect(says).toContain('NOT audited')
  },
)
