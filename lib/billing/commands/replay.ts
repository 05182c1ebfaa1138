import { AppError } from '@/lib/errors'
import { replayEvent } from '../admin/replay'
import { Misused, Refused, type Command } from './command'

export const replay: Command = {
  usage: 'replay <event> …',
  does: 'works on stored events again; what they are about is read anew',
  options: {},
  async run(ids) {
    if (ids.length === 0) throw new Misused('Which event? Say its id: evt_…')
    const lines: string[] = []
    for (const id of ids)
      try {
        lines.push(`${id}: ${await replayEvent(id)}`)
      } catch (error) {
        if (error instanceof AppError) throw new Refused(`${id}: ${error.message}`)
        throw error
      }
    return { lines }
  },
}
