mod csv;
mod filters;
mod methods;
mod properties;
mod refusals;
mod sampling;
mod table;
mod world;
