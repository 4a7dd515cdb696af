'use client'

import { PageFailed } from '#components/states/page-failed.tsx'

export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <main className="flex min-h-dvh bg-surface">
      <PageFailed level={1} digest={error.digest ?? null} onRetry={retry} />
    </main>
  )
}
