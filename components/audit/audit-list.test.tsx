import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { AuditEntry } from '#contract/audit.ts'
import en from '../../messages/en.json' with { type: 'json' }
import { AuditList } from './audit-list.tsx'

const at = '2026-11-17T15:46:08Z'

/** The words of one line, as they are read. */
function shown(entry: Partial<AuditEntry>): string {
  const who = { id: null, name: 'Ada', kind: 'person' } as const
  const nothing = { subject: null, members: [], outcome: 'done' as const, status: 200, address: '::1' }
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="Europe/Paris">
      <AuditList entries={[{ id: '1', at, who, action: 'sign-in', ...nothing, ...entry }]} readAt={Date.parse(at)} />
    </NextIntlClientProvider>,
  )
  return (/<ol.*/.exec(html)?.[0] ?? '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/ +/g, ' ')
}

test('a pause and its end are told apart by what was said', () => {
  const change = { action: 'source.change', subject: 'till' }
  expect(shown({ ...change, members: ['name', 'enabled: false'] })).toContain('Change source till name, enabled: no')
  expect(shown({ ...change, members: ['enabled: true'] })).toContain('enabled: yes')
})

test('the number of a refused request is no count, and one that was refused again says so', () => {
  const replay = shown({ action: 'quarantine.replay', subject: '1', outcome: 'refused' })
  expect(replay).toContain('Replay refused request no. 1')
  expect(replay).toContain(' Refused ')
  expect(replay).not.toContain('200')
  expect(shown({ action: 'quarantine.replay' })).toContain('Replay refused requests')
})
