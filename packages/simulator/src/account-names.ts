// Names of companies that do not exist. In: an account's number. Out: its name. Pure.

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

/** Coprime to the number of names, so that neighbours differ in both words and no name comes twice before all have come. */
const STEP = 421;

/** The name of the account with this number; from the 761st on with a number of its own. */
export function accountName(index: number): string {
  const names = FIRST.length * SECOND.length;
  const place = (index * STEP) % names;
  const first = FIRST[place % FIRST.length] ?? FIRST[0];
  const second = SECOND[Math.floor(place / FIRST.length)] ?? SECOND[0];
  const round = Math.floor(index / names) + 1;
  return round === 1 ? `${first} ${second}` : `${first} ${second} ${round}`;
}
