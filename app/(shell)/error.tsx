'use client'

import { PageFailed } from '#components/states/page-failed.tsx'

export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <PageFailed level={2} digest={error.digest ?? null} onRetry={retry} />
}
