import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { ViewSnapshot } from '#contract/view.ts'
import { LiveProvider } from './live-provider.tsx'
import { useConnection, useServerNow } from './use-connection.ts'
import { useRow, useView } from './use-view.ts'

const initial: ViewSnapshot = {
  topic: 'wall',
  epoch: 'e1',
  version: 1,
  position: '41',
  rows: { 'second:1': { kind: 'second', at: 1000, received: 7 } },
  asOf: null,
}

function Screen({ from }: { from?: ViewSnapshot }) {
  const { phase, position } = useView('wall', from)
  const row = useRow('wall', 'second:1', from)
  const now = useServerNow(1000)
  const connection = useConnection()
  return <p>{JSON.stringify([phase, position, row?.kind === 'second' && row.received, now, connection.phase])}</p>
}

function render(screen: React.ReactNode): unknown {
  const html = renderToString(screen)
  return JSON.parse(html.replaceAll(/<\/?p>/g, '').replaceAll('&quot;', '"'))
}

test('the server renders the rows it has fetched, and no socket is needed', () => {
  const screen = (
    <LiveProvider now={1000}>
      <Screen from={initial} />
    </LiveProvider>
  )

  expect(render(screen)).toEqual(['live', '41', 7, 1000, 'connecting'])
})

test('without a snapshot it renders that nothing is there yet', () => {
  const screen = (
    <LiveProvider>
      <Screen />
    </LiveProvider>
  )

  expect(render(screen)).toEqual(['loading', null, false, null, 'connecting'])
})

test('a component outside of a provider is told what to do', () => {
  expect(() => renderToString(<Screen />)).toThrow('Put <LiveProvider> above')
})
