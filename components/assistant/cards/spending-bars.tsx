import { Credits } from '@/components/ui/amount'
import type { MicroCredits } from '@/lib/credits/unit'

type Part = { name: string; micro: number; requests: number }

/** A bar for each, beside its figure: a table to whoever does not see the bars. */
export function SpendingBars({ caption, parts }: { caption: string; parts: Part[] }) {
  const most = Math.max(...parts.map(({ micro }) => micro), 1)
  return (
    <table className="my-1 w-full">
      <caption className="sr-only">{caption}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">What</th>
          <th scope="col">Credits</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ name, micro, requests }) => (
          <tr key={name} className="border-t border-rule first:border-t-0">
            <th scope="row" className="w-full py-2 pr-4 text-left font-normal">
              {name}
              <span className="ml-2 text-xs text-soft">
                {requests.toLocaleString('en-US')} {requests === 1 ? 'time' : 'times'}
              </span>
              <span aria-hidden="true" className="mt-1.5 block h-2 rounded-xs bg-sunken">
                <span
                  className="block h-full min-w-0.5 rounded-xs bg-accent"
                  style={{ width: `${(micro / most) * 100}%` }}
                />
              </span>
            </th>
            <td className="py-2 text-right align-bottom">
              <Credits amount={micro as MicroCredits} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
