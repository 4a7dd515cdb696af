import { Skeleton } from '#components/ui/skeleton.tsx'

/** The screen's true layout, before its first rows. */
export function CustomerSkeleton() {
  return (
    <div aria-busy="true" className="flex min-w-0 flex-1 flex-col">
      <div className="flex items-center gap-4 border-b border-line p-4 tablet:px-6 tablet:py-5">
        <Skeleton className="size-10 rounded-full" />
        <div className="grid gap-2">
          <Skeleton className="h-5 w-44" />
          <Skeleton className="h-4 w-60" />
        </div>
      </div>
      <div className="flex-1 desk:grid desk:grid-cols-[18.5rem_minmax(0,1fr)_19.5rem]">
        <Lines count={6} className="max-desk:hidden" />
        <Lines count={12} className="border-line desk:border-l" />
        <Lines count={6} className="border-line max-desk:hidden desk:border-l" />
      </div>
    </div>
  )
}

function Lines({ count, className }: { count: number; className: string }) {
  return (
    <div className={`p-4 tablet:px-6 tablet:py-5 ${className}`}>
      <Skeleton className="mb-4 h-4 w-24" />
      {Array.from({ length: count }, (_, row) => (
        <div key={row} className="flex h-9 items-center gap-4">
          <Skeleton className="h-3 w-10" />
          <Skeleton className="h-3 flex-1" />
        </div>
      ))}
    </div>
  )
}
