import { toKindForm } from '#components/sources/kind-form.ts'
import { NewSource } from '#components/sources/new-source.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadSourceKinds } from '../../../../event-server.ts'
import { publicOrigin } from '../../../../public-origin.ts'

interface NewSourcePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** `?kind=` chooses one for a start. */
export default async function NewSourcePage({ searchParams }: NewSourcePageProps) {
  const { kind } = await searchParams
  const [kinds, origin] = await Promise.all([loadSourceKinds(), publicOrigin()])
  if (!kinds.ok) return <Trouble level={2} refusal={kinds.refusal} />
  // Vigie goes to a database: connecting one is a page of its own.
  const senders = kinds.value.filter(({ door }) => door !== 'database')
  return <NewSource kinds={senders.map(toKindForm)} asked={[kind].flat()[0]} origin={origin} />
}
