import { formatDay } from '@/components/ui/date'
import { clock } from '@/lib/clock'

/** Says that nothing here is real money, and which day it is when that is another. `url` is the sandbox's own origin. */
export function SandboxBanner({ url }: { url: string }) {
  const moved = clock.moved()
  return (
    <aside
      aria-label="Sandbox"
      className="flex h-(--banner) items-center justify-center gap-x-3 bg-ink px-4 text-xs text-paper dark:bg-warn-wash dark:text-warn"
    >
      <p className="truncate">
        <strong className="font-semibold">Sandbox.</strong>{' '}
        {moved ? (
          <>
            It is <time dateTime={moved.toISOString()}>{formatDay(moved)}</time> here.{' '}
            <span className="hidden sm:inline">No real money moves.</span>
          </>
        ) : (
          <>
            <span className="hidden sm:inline">
              Stripe, the model and the mail are played on this machine.{' '}
            </span>
            No real money moves.
          </>
        )}
      </p>
      <a href={`${url}/`} target="_blank" rel="noreferrer" className="underline underline-offset-2">
        Panel
      </a>
      <a
        href={`${url}/mailbox`}
        target="_blank"
        rel="noreferrer"
        className="underline underline-offset-2"
      >
        Mailbox
      </a>
    </aside>
  )
}
