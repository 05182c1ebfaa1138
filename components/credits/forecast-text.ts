import type { Forecast } from '@/lib/credits'
import { formatDay } from '@/components/ui/date'

/** The forecast in words, without a full stop; `null` where there is not enough use to tell. */
export function forecastText(forecast: Forecast): string | null {
  switch (forecast.outcome) {
    case 'runs_out':
      return `At this pace, used up around ${formatDay(forecast.at)}`
    case 'lasts':
      return `At this pace, lasts beyond ${formatDay(forecast.until)}`
    case 'unknown':
      return null
  }
}
