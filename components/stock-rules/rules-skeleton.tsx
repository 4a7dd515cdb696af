import { Skeleton } from '#components/ui/skeleton.tsx'

/** Rules and form, before they are there. */
export function RulesSkeleton() {
  return (
    <div aria-busy="true" className="flex-1">
      <div className="flex h-11 items-center gap-3 border-b border-line px-4 tablet:px-6">
        <Skeleton className="h-3 w-16" />
        <Skeleton className="h-4 w-32" />
      </div>
      <div aria-hidden="true" className="side:grid side:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
        <div className="border-line px-4 py-3 tablet:px-6 side:border-r">
          {Array.from({ length: 4 }, (_, row) => (
            <div key={row} className="grid gap-2 border-b border-line py-4">
              <Skeleton className="h-4 w-40" />
              <Skeleton className="h-3 w-56" />
            </div>
          ))}
        </div>
        <div className="grid content-start gap-4 px-4 py-4 tablet:px-6">
          <Skeleton className="h-6 w-44" />
          <Skeleton className="h-8 w-full max-w-160" />
          <Skeleton className="h-8 w-full max-w-160" />
        </div>
      </div>
    </div>
  )
}
