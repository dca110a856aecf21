const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The collection was made in 2010 and includes movies announced for the following year. */
const YEAR_MAX = 2011;

/** Turns `Jun 12 1998` into `1998-06-12`. An error that a transform throws rejects only this record. */
export default function releaseDate() {
  return {
    name: 'release-date',
    transform(record) {
      const [month, day, year] = record['Release Date'].split(' ');
      if (Number(year) > YEAR_MAX) throw new Error(`The release date is in ${year}`);
      const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
      return { ...record, 'Release Date': `${year}-${number}-${day}` };
    },
  };
}
