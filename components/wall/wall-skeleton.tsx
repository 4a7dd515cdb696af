import { Skeleton } from '#components/ui/skeleton.tsx'

function Lines({ count, className }: { count: number; className: string }) {
  return Array.from({ length: count }, (_, index) => <Skeleton key={index} className={className} />)
}

/** The wall's true layout, before its first numbers. */
export function WallSkeleton() {
  return (
    <div
      aria-hidden="true"
      className="flex-1 side:grid side:grid-cols-[minmax(0,1fr)_20rem] desk:grid-cols-[minmax(0,1fr)_24.5rem]"
    >
      <div className="flex min-w-0 flex-col px-4 pt-5 tablet:pt-6 tablet:pr-6 tablet:pl-8">
        <div className="flex justify-between">
          <Skeleton className="h-4 w-36" />
          <Skeleton className="h-4 w-18" />
        </div>
        <Skeleton className="mt-5 h-12 w-70 max-w-full tablet:h-26 tablet:w-150" />
        <div className="mt-8 grid grid-cols-2 gap-x-6 gap-y-3 tablet:flex tablet:gap-14">
          <Lines count={4} className="h-10 w-24" />
        </div>
        <Skeleton className="mt-7 ml-8 h-18 tablet:h-26" />
        <div className="mt-14 hidden gap-4 tablet:grid">
          <Lines count={8} className="h-5 w-full" />
        </div>
      </div>
      <div className="min-w-0 border-line side:border-l">
        <div className="mt-5 grid gap-3 border-y border-line p-4 side:mt-0 side:border-t-0 tablet:px-6 tablet:py-5">
          <Skeleton className="h-4 w-28" />
          <Skeleton className="h-10 w-full" />
          <Skeleton className="h-8 w-32" />
          <Lines count={6} className="h-3 w-full" />
        </div>
        <div className="grid gap-3 px-4 py-4 tablet:px-6">
          <Skeleton className="mb-2 h-4 w-24" />
          <Lines count={12} className="h-4 w-full" />
        </div>
      </div>
    </div>
  )
}
