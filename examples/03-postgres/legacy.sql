CREATE SCHEMA legacy;
CREATE TYPE legacy.color AS ENUM ('White', 'Red', 'Blue', 'Black');
CREATE TABLE legacy.vehicles (
  id bigint PRIMARY KEY,
  vin text,
  make text,
  color legacy.color,
  doors smallint,
  price numeric,
  is_sold boolean,
  sold_at timestamptz,
  built_on date,
  extras jsonb
);
INSERT INTO legacy.vehicles VALUES
  (9007199254740993, 'WVWZZZ1KZAW000301', 'Volkswagen', 'Blue', 5, 18500.50, true,
    '2011-05-02 09:30:00.123456+02', '2010-03-17', '{"towbar": true}'),
  (9007199254740995, 'VF1BB0C0F12345302', 'Renault', 'Red', NULL, 9990, false, NULL, '2012-07-01', '{}'),
  (9007199254740997, 'YV1RS53D212345303', 'Volvo', 'Black', 5, 'NaN', true,
    '2002-01-15 12:00:00+01', '2001-11-30', '{"owners": ["Ann", "Bo"]}'),
  (9007199254740999, 'ZFA31200000123304', 'Fiat', 'White', 3, 7400.10, false, NULL, NULL, NULL);
