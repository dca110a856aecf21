/** CSV column ← column of the table that `createLegacyTable` creates. */
export const tableColumns = {
  legacyId__c: 'id',
  vin__c: 'vin',
  owner__c: 'owner',
  city__c: 'city',
  notes__c: 'notes',
  mileage__c: 'mileage',
  price__c: 'price',
  insured__c: 'insured',
  registeredOn__c: 'registered_on',
  soldAt__c: 'sold_at',
  origin__c: { value: 'legacy-crm' },
};

/** Creates the table `vehicles` with `count` rows like the records of `writeLegacy`. */
export async function createLegacyTable(server, count) {
  for (const statement of statements(count)) await server.query(statement);
}

/** One by one, since VACUUM cannot run among others. */
function statements(count) {
  return `
    DROP TABLE IF EXISTS vehicles;
    CREATE TABLE vehicles (
      id int8 PRIMARY KEY, vin text, owner text, city text, notes text, mileage int4,
      price numeric(10, 2), insured bool, registered_on date, sold_at timestamptz
    );
    INSERT INTO vehicles
    SELECT id, 'WVW' || lpad(id::text, 14, '0'),
      (ARRAY['Ana "Nita" Souza', 'Brown, James', 'O''Neill', 'Łukasz Żak', '王小明', 'Kim'])[id % 6 + 1]
        || ' ' || id,
      (ARRAY['München', 'São Paulo', 'Washington, D.C.', 'Lyon', NULL])[id % 5 + 1],
      (ARRAY['', NULL, 'one owner', E'brakes, tyres\\nand "oil" changed', 'see file; ask again'])
        [id % 5 + 1],
      id * 7919 % 400000, (id * 104729 % 9000000) / 100.0, id % 3 = 0,
      date '1970-01-01' + (id % 12000)::int,
      CASE WHEN id % 4 > 0 THEN timestamptz '2000-01-01Z' + id * interval '1.001 s' END
    FROM generate_series(1, ${count}::int8) AS id;
    VACUUM ANALYZE vehicles;
  `.split(';\n');
}
