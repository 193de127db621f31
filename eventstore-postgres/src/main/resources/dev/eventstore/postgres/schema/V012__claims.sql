-- Which claim raised the epoch last. So a claim whose answer was lost can be sent again: it is granted once, however often it comes.
alter table ${schema}.head add column claim uuid;
