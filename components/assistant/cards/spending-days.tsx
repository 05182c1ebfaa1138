import { formatDay, formatShortDay } from '@/components/ui/date'
import { creditsInWords, formatCredits } from '@/lib/credits/format'
import { microCredits } from '@/lib/credits/unit'

type Part = { key: string | null; spent: { micro: number } }

const dayMs = 24 * 60 * 60_000

/** Every day of the span, those of nothing included. */
function daysBetween(from: string, to: string, parts: Part[]) {
  const spent = new Map(parts.map(({ key, spent }) => [key, spent.micro]))
  const days: { day: string; micro: number }[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10)
    days.push({ day, micro: spent.get(day) ?? 0 })
  }
  return days
}

const height = 72
const gap = 0.24

type Props = { from: string; to: string; parts: Part[]; caption: string }

/** A column for each day. Drawn for the eye; a table of the same figures for the ear. */
export function SpendingDays({ from, to, parts, caption }: Props) {
  const days = daysBetween(from, to, parts)
  const most = Math.max(...days.map(({ micro }) => micro), 1)
  const peak = days.find(({ micro }) => micro === most)
  return (
    <figure className="py-2">
      <div aria-hidden="true">
        <p className="mb-1 text-xs text-soft">
          {peak && (
            <>
              most: <span className="num">{formatCredits(microCredits(peak.micro))}</span> on{' '}
              {formatShortDay(peak.day)}
            </>
          )}
        </p>
        <svg
          viewBox={`0 0 ${days.length} ${height}`}
          preserveAspectRatio="none"
          className="h-18 w-full text-accent"
        >
          {days.map(({ day, micro }, index) => {
            const tall = micro === 0 ? 0 : Math.max((micro / most) * (height - 2), 2)
            return (
              <rect
                key={day}
                x={index + gap / 2}
                y={height - tall}
                width={1 - gap}
                height={tall}
                fill="currentColor"
              >
                <title>{`${formatDay(day)}: ${creditsInWords(microCredits(micro))}`}</title>
              </rect>
            )
          })}
        </svg>
        <div className="flex justify-between border-t border-ink/40 pt-1 text-xs text-soft">
          <span>{formatShortDay(from)}</span>
          {from !== to && <span>{formatShortDay(to)}</span>}
        </div>
      </div>
      <table className="sr-only">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Credits</th>
          </tr>
        </thead>
        <tbody>
          {days
            .filter(({ micro }) => micro > 0)
            .map(({ day, micro }) => (
              <tr key={day}>
                <th scope="row">{formatDay(day)}</th>
                <td>{creditsInWords(microCredits(micro))}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  )
}
