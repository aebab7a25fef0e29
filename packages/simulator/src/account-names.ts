// Names of companies that do not exist. In: randomness. Out: a name.
import type { Random } from "./random.ts";

const FIRST = [
  "Aoba", "Hinode", "Kaede", "Minato", "Shiosai", "Tsubame", "Yamabuki", "Komorebi", "Asagiri", "Hoshizora",
  "Alder", "Beacon", "Cobalt", "Driftwood", "Elmstone", "Fairwind", "Granite", "Harbour", "Ironbark", "Juniper",
  "Kestrel", "Lantern", "Meadow", "Northgate", "Orchard", "Pinecrest", "Quarry", "Redwood", "Saltmarsh", "Thistle",
  "Birkenhof", "Eichental", "Falkensee", "Lindenau", "Nordlicht", "Rheinblick", "Silbersee", "Tannenberg",
] as const; // prettier-ignore

const SECOND = [
  "Analytics", "Foods", "Freight", "Health", "Insurance", "Instruments", "Labs", "Learning", "Logistics", "Media",
  "Motors", "Optics", "Outfitters", "Paper", "Retail", "Robotics", "Software", "Systems", "Textiles", "Works",
] as const; // prettier-ignore

export function accountName(random: Random): string {
  return `${random.pick(FIRST)} ${random.pick(SECOND)}`;
}
