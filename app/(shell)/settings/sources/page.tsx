import { NoChoice } from '#components/sources/no-choice.tsx'

export default function SourcesPage() {
  return <NoChoice />
}
