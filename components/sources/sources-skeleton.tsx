import { Skeleton } from '#components/ui/skeleton.tsx'

/** The list and the opened source while they are read. */
export function SourcesSkeleton() {
  return (
    <div aria-busy="true" className="flex-1 side:grid side:grid-cols-[21rem_minmax(0,1fr)]">
      <div className="border-line side:border-r">
        <div className="grid gap-2 border-b border-line px-4 py-3 tablet:px-6">
          <Skeleton className="h-8 w-full" />
          <Skeleton className="h-4 w-24" />
        </div>
        {['a', 'b', 'c', 'd'].map((row) => (
          <div key={row} className="grid gap-2 border-b border-line px-4 py-2.5 tablet:px-6">
            <Skeleton className="h-5 w-40" />
            <Skeleton className="h-4 w-24" />
          </div>
        ))}
      </div>
      <div className="grid content-start gap-4 px-8 py-5 max-side:hidden">
        <Skeleton className="h-6 w-60" />
        <Skeleton className="h-30 w-full max-w-160" />
        <Skeleton className="h-30 w-full max-w-160" />
      </div>
    </div>
  )
}
